using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>None of these relies on permissions, which do not bind the superuser.</summary>
public class AtomicFileTests
{
    [Fact]
    public void A_file_appears_when_it_is_committed_and_not_before()
    {
        using TemporaryDirectory directory = new();
        string path = directory["new"];
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Write("new"u8);
            Assert.False(File.Exists(path));
            file.Commit();
            Assert.Equal("new", File.ReadAllText(path));
        }

        Assert.Equal(["new"], directory.Names);
    }

    [Fact]
    public void A_failure_half_way_leaves_the_old_file_and_no_litter()
    {
        using TemporaryDirectory directory = new();
        string path = directory["a"];
        File.WriteAllText(path, "old");

        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Write("half of the n"u8);
            Assert.Equal(2, directory.Names.Count());
            Assert.Equal("old", File.ReadAllText(path));
        }

        Assert.Equal(["a"], directory.Names);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_longer_old_file_leaves_no_tail()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["a"], "a long old file");
        Write(directory["a"], "new");
        Assert.Equal("new", File.ReadAllText(directory["a"]));
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_is_known_when_it_is_committed()
    {
        using TemporaryDirectory directory = new();
        string path = directory["a"];
        using (AtomicFile file = AtomicFile.Create(path))
        {
            // Meanwhile somebody puts a directory there.
            Directory.CreateDirectory(Path.Combine(path, "below"));
            Exception error = Assert.ThrowsAny<SystemException>(file.Commit);
            Assert.True(error is IOException or UnauthorizedAccessException, error.ToString());
            Assert.StartsWith($"Cannot write '{path}': ", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["a"], directory.Names);
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        using TemporaryDirectory directory = new();
        DirectoryNotFoundException error = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Create(directory["no/a"]));
        Assert.Equal($"Cannot write '{directory["no/a"]}': there is no directory '{directory["no"]}'.", error.Message);
    }

    [Fact]
    public void A_parent_that_is_a_file_is_named()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["file"], "");
        DirectoryNotFoundException error = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Create(directory["file/a"]));
        Assert.Contains($"there is no directory '{directory["file"]}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_not_replaced()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["a"]);
        UnauthorizedAccessException error = Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Create(directory["a"]));
        Assert.Equal($"Cannot write '{directory["a"]}': it is a directory.", error.Message);
        Assert.Equal(["a"], directory.Names);
    }

    [Fact]
    public void A_read_only_file_is_not_replaced()
    {
        using TemporaryDirectory directory = new();
        string path = directory["a"];
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        UnauthorizedAccessException error = Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Create(path));
        Assert.Equal($"Cannot write '{path}': the file is read-only.", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void A_directory_that_takes_no_files_is_an_error_that_names_the_target()
    {
        if (OperatingSystem.IsLinux())
        {
            // /sys takes no new files, not even from the superuser.
            Exception error = Assert.ThrowsAny<SystemException>(() => AtomicFile.Create("/sys/a"));
            Assert.True(error is IOException or UnauthorizedAccessException, error.ToString());
            Assert.StartsWith("Cannot write '/sys/a': ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(".tmp", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Access to the path '/d/.mdn-1.tmp' is denied.", true, "no permission to write in '/d'.")]
    [InlineData("Read-only file system : '/d/.mdn-1.tmp'", false, "Read-only file system")]
    [InlineData("The file '/d/.mdn-1.tmp' is too large.", false, "The file 'a' is too large.")]
    public void An_error_says_nothing_of_the_file_that_stands_in(string message, bool isDenied, string reason)
    {
        Exception error = isDenied ? new UnauthorizedAccessException(message) : new IOException(message);
        Exception named = AtomicFile.Named("a", "/d/.mdn-1.tmp", error);
        Assert.Equal($"Cannot write 'a': {reason}", named.Message);
        Assert.Equal(error.GetType(), named.GetType());
        Assert.Same(error, named.InnerException);
    }

    [Fact]
    public void An_error_while_writing_names_the_path_and_leaves_no_litter()
    {
        using TemporaryDirectory directory = new();
        string path = directory["a"];
        using (AtomicFile file = AtomicFile.Create(path))
        {
            IOException full = new($"No space left on device : '{file.Stream.Name}'");
            IOException error = Assert.Throws<IOException>(() => file.Complete(_ => throw full));
            Assert.Equal($"Cannot write '{path}': No space left on device", error.Message);
            IOException other = new("Input/output error : '/data.csv'");
            Assert.Same(other, Assert.Throws<IOException>(() => file.Complete(_ => throw other)));
        }

        Assert.Empty(directory.Names);
    }

    [Fact]
    public void An_error_of_a_device_names_the_device()
    {
        if (OperatingSystem.IsLinux())
        {
            using AtomicFile file = AtomicFile.Create("/dev/full");
            IOException error = Assert.Throws<IOException>(() => file.Complete(stream => stream.Write("new"u8)));
            Assert.Equal("Cannot write '/dev/full': No space left on device", error.Message);
        }
    }

    [Fact]
    public void A_link_is_followed()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["models"]);
        File.WriteAllText(directory["models/v1"], "old");
        File.CreateSymbolicLink(directory["current"], Path.Combine("models", "v1"));
        Write(directory["current"], "new");

        Assert.Equal(Path.Combine("models", "v1"), new FileInfo(directory["current"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(directory["models/v1"]));
        Assert.Equal(["v1"], Directory.GetFiles(directory["models"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_link_to_nothing_yet_is_followed_too()
    {
        using TemporaryDirectory directory = new();
        File.CreateSymbolicLink(directory["current"], "v1");
        Write(directory["current"], "new");
        Assert.Equal("v1", new FileInfo(directory["current"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(directory["v1"]));
    }

    [Fact]
    public void A_private_file_stays_private()
    {
        if (!OperatingSystem.IsWindows())
        {
            using TemporaryDirectory directory = new();
            File.WriteAllText(directory["a"], "old");
            File.SetUnixFileMode(directory["a"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Write(directory["a"], "new");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory["a"]));
        }
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        if (OperatingSystem.IsLinux())
        {
            // /dev/full refuses every byte: an error while writing, whoever writes.
            using AtomicFile file = AtomicFile.Create("/dev/full");
            Assert.Throws<IOException>(() => file.Stream.Write("new"u8));
            Assert.Equal("/dev/full", file.Stream.Name);
        }
    }

    [Fact]
    public void Two_writers_of_one_file_do_not_meet()
    {
        using TemporaryDirectory directory = new();
        using (AtomicFile first = AtomicFile.Create(directory["a"]))
        using (AtomicFile second = AtomicFile.Create(directory["a"]))
        {
            first.Stream.Write("first"u8);
            second.Stream.Write("second"u8);
            second.Commit();
            first.Commit();
        }

        Assert.Equal(["a"], directory.Names);
        Assert.Equal("first", File.ReadAllText(directory["a"]));
    }

    private static void Write(string path, string text)
    {
        using AtomicFile file = AtomicFile.Create(path);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Commit();
    }
}
