namespace MdnSimd.Comparison;

/// <summary>The checkout that the program was built from.</summary>
internal static class Checkout
{
    private static readonly string Root = FindRoot();

    /// <summary>A file or folder of it, named from the top.</summary>
    public static string PathOf(string name) => Path.Combine(Root, name);

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MdnSimd.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is in no checkout");
        }

        return folder.FullName;
    }
}
