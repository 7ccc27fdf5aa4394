using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Smpp.Server.Tests;

public sealed class ReloadingCertificateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly Authority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("smpp").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Changed_files_are_loaded_at_the_next_look()
    {
        Write("CN=old");
        var certificate = Load();
        Write("CN=a newer one");
        Assert.Equal("CN=old", Subject(certificate));
        _time.Advance(Patience);

        Assert.Equal("CN=a newer one", Subject(certificate));
        Assert.True(_log.Has("certificate CN=a newer one"));
    }

    [Fact]
    public void Half_of_a_change_leaves_the_old_one_in_force_and_the_other_half_completes_it()
    {
        Write("CN=old");
        var certificate = Load();
        using var next = _authority.Sign("CN=next one");
        File.WriteAllText(CertificateFile, next.ExportCertificatePem());
        _time.Advance(Patience);
        Assert.Equal("CN=old", Subject(certificate));
        Assert.True(_log.Has("is of no use"));
        File.WriteAllText(KeyFile, next.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
        _time.Advance(Patience);

        Assert.Equal("CN=next one", Subject(certificate));
    }

    [Fact]
    public void Files_that_are_gone_leave_the_old_one_in_force_and_are_complained_of_once()
    {
        Write("CN=old");
        var certificate = Load();
        File.Delete(KeyFile);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(Patience);
            Assert.Equal("CN=old", Subject(certificate));
        }

        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Files_whose_contents_do_not_change_are_loaded_once()
    {
        Write("CN=old");
        int loads = 0;
        var inner = Load();
        var certificate = new ReloadingCertificate(
            [CertificateFile, KeyFile],
            () =>
            {
                loads++;
                return inner.Current;
            },
            _time, _log);
        for (int i = 0; i < 3; i++)
        {
            File.SetLastWriteTimeUtc(CertificateFile, DateTime.UnixEpoch.AddDays(i));
            _time.Advance(Patience);
            _ = certificate.Current;
        }

        Assert.Equal(1, loads);
    }

    [Fact]
    public void A_directory_exchanged_behind_symbolic_links_is_a_change()
    {
        // As Kubernetes mounts a Secret: the links of the files stay as they are when it changes, and only ..data leads elsewhere.
        string data = Path.Combine(_folder, "..data");
        Directory.CreateDirectory(Path.Combine(_folder, "..first"));
        File.CreateSymbolicLink(data, "..first");
        File.CreateSymbolicLink(CertificateFile, Path.Combine("..data", "cert.pem"));
        File.CreateSymbolicLink(KeyFile, Path.Combine("..data", "key.pem"));
        Write("CN=old");
        var certificate = Load();
        Directory.CreateDirectory(Path.Combine(_folder, "..second"));
        File.Delete(data);
        File.CreateSymbolicLink(data, "..second");
        Write("CN=new");
        _time.Advance(Patience);

        Assert.Equal("CN=new", Subject(certificate));
        Assert.Single(_log.Lines);
    }

    private string CertificateFile => Path.Combine(_folder, "cert.pem");

    private string KeyFile => Path.Combine(_folder, "key.pem");

    private static string Subject(ReloadingCertificate certificate) => certificate.Current.TargetCertificate.Subject;

    private ReloadingCertificate Load() => ReloadingCertificate.FromPem(CertificateFile, KeyFile, _time, _log);

    private void Write(string subject)
    {
        using var certificate = _authority.Sign(subject);
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }
}
