namespace MdnSimd.Tests.Native;

/// <summary>The installed libmdnsimd and the C programs that use it.</summary>
internal static class NativeLibrary
{
    /// <summary>The environment variable that names the prefix under which src/MdnSimd.Native/install.sh has installed it.</summary>
    private const string Variable = "MDNSIMD_NATIVE";

    /// <summary>The prefix.</summary>
    public static string Prefix => Environment.GetEnvironmentVariable(Variable)!;

    /// <summary>Ends a test as not run where nothing is installed; the summary of the run counts it.</summary>
    public static void Require() => Assert.SkipUnless(
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)),
        $"{Variable} does not name a prefix of src/MdnSimd.Native/install.sh");

    /// <summary>The library of a level: x86-64, x86-64-v3 or x86-64-v4.</summary>
    public static string FolderOf(string level) =>
        Path.Combine(Prefix, "lib", level == "x86-64" ? "" : Path.Combine("glibc-hwcaps", level)).TrimEnd('/');

    /// <summary>The flags that pkg-config tells of what is installed.</summary>
    private static async Task<string[]> Flags()
    {
        (int exitCode, string output, string error) = await ChildProcess.Run(
            "pkg-config", ["--cflags", "--libs", "mdnsimd"], Prefix, ("PKG_CONFIG_PATH", Path.Combine(Prefix, "lib/pkgconfig")));
        Assert.True(exitCode == 0, error);
        return output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Compiles a program of tests/native or of a folder, without a warning, and returns its path.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="source">The source from the top of the checkout, or with its path.</param>
    /// <param name="options">Options of the compiler.</param>
    public static async Task<string> Compile(TemporaryDirectory folder, string source, params string[] options)
    {
        string program = folder[Path.GetFileNameWithoutExtension(source)];
        bool plus = source.EndsWith(".cpp", StringComparison.Ordinal);
        (int exitCode, _, string error) = await ChildProcess.Run(
            plus ? "c++" : "cc",
            [plus ? "-std=c++11" : "-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", .. options, "-o", program,
             Checkout.PathOf(source), .. await Flags(), $"-Wl,-rpath,{FolderOf("x86-64")}", "-pthread", "-lm"],
            folder[""]);
        Assert.True(exitCode == 0, error);
        return program;
    }

    /// <summary>Runs a compiled program that must succeed, and returns what it prints.</summary>
    public static async Task<string> Run(
        TemporaryDirectory folder, string program, string[] arguments, params (string Variable, string Value)[] environment)
    {
        (int exitCode, string output, string error) = await ChildProcess.Run(program, arguments, folder[""], environment);
        Assert.True(exitCode == 0, $"{Path.GetFileName(program)} ended with {exitCode}: {error}");
        return output;
    }
}
