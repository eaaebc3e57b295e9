using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;

namespace MdnSimd.Tests.Cli.Output;

public sealed class CsvRoundTripTests : IDisposable
{
    private readonly CliFolder folder = new();

    [Fact]
    public void Any_finite_float_and_any_name_read_back_as_they_were_written() =>
        Prop.ForAll(Arb.From(Columns()), columns =>
        {
            string path = Write(columns);
            using CsvFile file = CsvFile.Open(path);
            Assert.Equal(columns.Select(column => column.Name), file.Columns);
            Assert.True(file.Read());
            for (int i = 0; i < columns.Length; i++)
            {
                Assert.Equal(FieldProblem.None, file.TryGet(i, out float value));
                Assert.Equal(BitConverter.SingleToUInt32Bits(columns[i].Value), BitConverter.SingleToUInt32Bits(value));
            }

            Assert.False(file.Read());
        }).QuickCheckThrowOnFailure();

    public void Dispose() => folder.Dispose();

    private static Gen<(string Name, float Value)[]> Columns()
    {
        Gen<float> value = Gen.Choose(int.MinValue, int.MaxValue)
            .Select(BitConverter.Int32BitsToSingle)
            .Where(float.IsFinite);
        Gen<string> name = Gen.Elements("a", "b", ",", "\"", "\n", "\r\n", "\u00e9", "x y", "'")
            .NonEmptyListOf()
            .Select(string.Concat);
        return Gen.Zip(name, value)
            .NonEmptyListOf()
            .Select(columns => columns.Select((column, i) => ($"{i}{column.Item1}.", column.Item2)).ToArray());
    }

    private string Write((string Name, float Value)[] columns)
    {
        string path = folder.PathOf("round-trip.csv");
        OutputFile.Write(path, TextWriter.Null, writer =>
        {
            using CsvOutput csv = new(writer);
            foreach ((string name, _) in columns)
            {
                csv.Write(name);
            }

            csv.EndRow();
            foreach ((_, float value) in columns)
            {
                csv.Write(value);
            }

            csv.EndRow();
        });
        return path;
    }
}
