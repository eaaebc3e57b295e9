using System.Reflection;
using MdnSimd.Onnx;
using MdnSimd.Tests.Documents;

namespace MdnSimd.Tests.PublicApi;

/// <summary>What the packages offer is written down: nothing comes or goes unseen. MDNSIMD_UPDATE_DOCS=1 writes it anew.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<Type> Assemblies { get; } = [typeof(MdnOptions), typeof(OnnxExport)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_types_and_members_are_those_on_record(Type type)
    {
        Assembly assembly = type.Assembly;
        string path = Checkout.PathOf($"tests/MdnSimd.Tests/PublicApi/{assembly.GetName().Name}.txt");
        string actual = PublicApiText.Of(assembly);
        if (MarkdownDocument.Updates)
        {
            File.WriteAllText(path, actual);
        }

        string[] recorded = File.Exists(path) ? File.ReadAllLines(path) : [];
        string[] found = actual.TrimEnd('\n').Split('\n');
        string[] differences = [.. recorded.Except(found).Select(line => $"gone: {line}"), .. found.Except(recorded).Select(line => $"new: {line}")];
        Assert.True(
            differences.Length == 0, $"{path}\n{string.Join('\n', differences)}\n{MarkdownDocument.UpdateVariable}=1 writes the file anew.");
        Assert.Equal(recorded, found);
    }

    [Fact]
    public void A_signature_tells_nullability_constraints_defaults_and_how_things_are_passed()
    {
        Assert.Equal(
            """
            public readonly ref struct PublicApiTests.Sample<T> where T : unmanaged, IComparable<T>
                public const int Most = 3
                public required int Size { get; init; }
                public static string? Of<TOther>(ReadOnlySpan<T> values, out List<string?> names, T[,]? matrix = null, Covariance shape = Covariance.Full) where TOther : class

            """,
            PublicApiText.Of(typeof(Sample<>)));
    }

    public readonly ref struct Sample<T>
        where T : unmanaged, IComparable<T>
    {
        public const int Most = 3;

        public required int Size { get; init; }

        public static string? Of<TOther>(ReadOnlySpan<T> values, out List<string?> names, T[,]? matrix = null, Covariance shape = Covariance.Full)
            where TOther : class
        {
            names = [typeof(TOther).Name, matrix?.ToString()];
            return shape == Covariance.Full ? values.ToString() : null;
        }
    }
}
