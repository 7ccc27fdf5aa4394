namespace Store;

/// <summary>A fresh folder on the disk that is measured, which goes at the end.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch(string parent)
    {
        Path = System.IO.Path.Combine(parent, System.IO.Path.GetRandomFileName());
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
