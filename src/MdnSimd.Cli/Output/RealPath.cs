namespace MdnSimd.Cli.Output;

/// <summary>The one name of a file that may be reached through links.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>The full path with every link in it followed; what does not exist is left as it stands.</summary>
    public static string Of(string path)
    {
        int links = 0;
        return Of(Path.GetFullPath(path), ref links);
    }

    private static string Of(string full, ref int links)
    {
        if (Path.GetDirectoryName(full) is not string parent)
        {
            return full;
        }

        string here = Path.Combine(Of(parent, ref links), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is string target && ++links <= MostLinks
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(here)!), ref links)
            : here;
    }
}
