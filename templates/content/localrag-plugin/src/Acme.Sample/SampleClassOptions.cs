using System.ComponentModel.DataAnnotations;

namespace Acme.Sample;

/// <summary>Settings of the plugin, section <c>LocalRag:Plugins:sample-plugin-id</c>.</summary>
internal sealed class SampleClassOptions
{
    /// <summary>Gets or sets after how many seconds an answer counts as slow.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(0, 3600)]
    public int WarnAfterSeconds { get; set; } = 5;
}
