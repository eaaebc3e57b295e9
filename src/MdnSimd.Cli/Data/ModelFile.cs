namespace MdnSimd.Cli.Data;

/// <summary>Reads models for the commands that query one.</summary>
internal static class ModelFile
{
    /// <summary>Loads a model.</summary>
    /// <exception cref="CommandException">The file is missing, cannot be read or is no sound model.</exception>
    public static MdnModel<float> Load(string path) => Read(path, MdnModel<float>.Load);

    /// <summary>Loads a network that was trained elsewhere.</summary>
    /// <exception cref="CommandException">The file is missing, cannot be read or does not hold such a network.</exception>
    public static MdnModel<float> Import(string path, MdnOptions options) => Read(path, path => MdnModel<float>.Import(path, options));

    private static MdnModel<float> Read(string path, Func<string, MdnModel<float>> read)
    {
        if (Directory.Exists(path))
        {
            throw new CommandException($"{path}: this is a directory, not a model");
        }

        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path}: no such file");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: no permission to read it");
        }
        catch (InvalidDataException exception)
        {
            string message = exception.Message;
            throw new CommandException(message.Contains(path, StringComparison.Ordinal) ? message : $"{path}: {message}");
        }
    }
}
