using LocalRag.Settings;
using Microsoft.Extensions.Configuration;

namespace LocalRag.Tests.Settings;

public sealed class SettingsFingerprintTests
{
    [Fact]
    public void Current_NothingChanges_IsTheSameObject()
    {
        IConfigurationRoot configuration = Configure();
        using SettingsFingerprint fingerprint = new(configuration.GetSection("LocalRag"));

        string first = fingerprint.Current;
        configuration.Reload();

        Assert.Equal(first, fingerprint.Current);
        Assert.Same(fingerprint.Current, fingerprint.Current);
    }

    [Fact]
    public void Current_SettingChanges_IsAnother()
    {
        IConfigurationRoot configuration = Configure();
        using SettingsFingerprint fingerprint = new(configuration.GetSection("LocalRag"));
        string first = fingerprint.Current;

        configuration["LocalRag:Sample:Count"] = "5";
        configuration.Reload();
        string changed = fingerprint.Current;
        configuration["LocalRag:Sample:Count"] = "4";
        configuration.Reload();

        Assert.NotEqual(first, changed);
        Assert.Equal(first, fingerprint.Current);
    }

    [Fact]
    public void Current_AnotherSection_IsNotPartOfIt()
    {
        IConfigurationRoot configuration = Configure();
        using SettingsFingerprint fingerprint = new(configuration.GetSection("LocalRag"));
        string first = fingerprint.Current;

        configuration["Logging:Level"] = "Debug";
        configuration.Reload();

        Assert.Equal(first, fingerprint.Current);
    }

    private static IConfigurationRoot Configure() =>
        new ConfigurationBuilder().AddInMemoryCollection([new("LocalRag:Sample:Count", "4")]).Build();
}
