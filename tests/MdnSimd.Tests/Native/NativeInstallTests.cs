using System.Text.RegularExpressions;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Native;

/// <summary>What install.sh lays out, and what the dynamic linker makes of it.</summary>
public sealed partial class NativeInstallTests : IDisposable
{
    private const string Probe = """
        #include <mdnsimd.h>
        #include <stdio.h>
        int main(void) { return printf("%s, %d bits\n", mdnsimd_version(), mdnsimd_vector_bits()) < 0; }

        """;

    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_library_for_each_level_a_header_a_pkg_config_file_and_licences_are_installed()
    {
        NativeLibrary.Require();
        Assert.Equal(
            [
                "include/mdnsimd.h",
                "lib/glibc-hwcaps/x86-64-v3/libmdnsimd.so.0",
                "lib/glibc-hwcaps/x86-64-v4/libmdnsimd.so.0",
                "lib/libmdnsimd.so",
                "lib/libmdnsimd.so.0",
                "lib/pkgconfig/mdnsimd.pc",
                "share/doc/mdnsimd/LICENSE",
                "share/doc/mdnsimd/THIRD-PARTY-NOTICES.txt",
            ],
            Directory.EnumerateFiles(NativeLibrary.Prefix, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(NativeLibrary.Prefix, file))
                .Order(StringComparer.Ordinal));
        Assert.Equal("libmdnsimd.so.0", new FileInfo(Path.Combine(NativeLibrary.Prefix, "lib/libmdnsimd.so")).LinkTarget);
    }

    [Fact]
    public async Task The_notices_name_the_runtime_and_each_package_that_the_engine_refers_to_with_a_licence()
    {
        NativeLibrary.Require();
        string notices = await File.ReadAllTextAsync(Path.Combine(NativeLibrary.Prefix, "share/doc/mdnsimd/THIRD-PARTY-NOTICES.txt"));
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] packages = [.. typeof(MdnModel<>).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !File.Exists(Path.Combine(runtime, $"{name}.dll")))];
        Assert.NotEmpty(packages);
        Assert.All([.. packages, "runtime.linux-x64.Microsoft.DotNet.ILCompiler"], name =>
            Assert.Matches($@"\n{Regex.Escape(name)} \d[\d.]+\n.*\nLicence: \S", notices));
        Assert.Contains("Permission is hereby granted, free of charge", notices, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86-64")]
    [InlineData("x86-64-v3")]
    [InlineData("x86-64-v4")]
    public async Task Every_function_of_the_header_is_exported_and_no_other(string level)
    {
        NativeLibrary.Require();
        (_, string symbols, _) = await ChildProcess.Run(
            "nm", ["-D", "--defined-only", Path.Combine(NativeLibrary.FolderOf(level), "libmdnsimd.so.0")], folder[""]);
        string header = await File.ReadAllTextAsync(Path.Combine(NativeLibrary.Prefix, "include/mdnsimd.h"));
        string[] declared = [.. Declaration().Matches(header).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal)];
        string[] exported = [.. Symbol().Matches(symbols).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal)];
        Assert.True(declared.Length > 25, "the header declares functions");
        Assert.Equal(declared, exported);
    }

    [Theory]
    [InlineData("x86-64-v2", 128)]
    [InlineData("x86-64-v3:x86-64-v2", 256)]
    [InlineData("x86-64-v4:x86-64-v3:x86-64-v2", 512)]
    public async Task The_linker_picks_the_best_level_that_the_processor_has(string allowed, int bits)
    {
        NativeLibrary.Require();
        int expected = Math.Min(bits, SimdWidth.Choose(null));
        string[] arguments = ["--library-path", NativeLibrary.FolderOf("x86-64"), "--glibc-hwcaps-mask", allowed, await CompileProbe()];
        Assert.EndsWith($", {expected} bits\n", await Run("/lib64/ld-linux-x86-64.so.2", arguments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_linker_picks_by_itself_and_all_versions_are_one()
    {
        NativeLibrary.Require();
        string version = typeof(MdnModel<>).Assembly.GetName().Version!.ToString(3);
        Assert.Equal($"{version}, {SimdWidth.Choose(null)} bits\n", await Run(await CompileProbe(), []));
        Assert.Contains(
            $"\nVersion: {version}\n", await File.ReadAllTextAsync(Path.Combine(NativeLibrary.Prefix, "lib/pkgconfig/mdnsimd.pc")), StringComparison.Ordinal);
    }

    private async Task<string> CompileProbe()
    {
        await File.WriteAllTextAsync(folder["probe.c"], Probe);
        return await NativeLibrary.Compile(folder, folder["probe.c"]);
    }

    /// <summary>Without the width that the tests run with.</summary>
    private Task<string> Run(string program, string[] arguments) =>
        NativeLibrary.Run(folder, program, arguments, (SimdWidth.Variable, ""));

    [GeneratedRegex(@"^[a-z][\w ]*[ *](?<name>mdnsimd_\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@" T (?<name>\w+)")]
    private static partial Regex Symbol();
}
