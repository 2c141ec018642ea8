using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace LocalRag.Settings;

/// <summary>Hashes every setting whenever one changes. What a setting is set to can't be read from it.</summary>
internal sealed class SettingsFingerprint : ISettingsFingerprint, IDisposable
{
    private readonly IConfigurationSection _configuration;
    private readonly IDisposable _registration;
    private volatile string _current;

    public SettingsFingerprint(IConfigurationSection configuration)
    {
        _configuration = configuration;
        _current = Hash();
        _registration = ChangeToken.OnChange(configuration.GetReloadToken, () => _current = Hash());
    }

    public string Current => _current;

    public void Dispose() => _registration.Dispose();

    private string Hash()
    {
        StringBuilder text = new();
        foreach ((string key, string? value) in _configuration.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            text.Append(key.ToUpperInvariant()).Append('\0').Append(value).Append('\0');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
