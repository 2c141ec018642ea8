using System.ComponentModel.DataAnnotations;

namespace LocalRag.Memory;

/// <summary>Settings of the host's memory budget, section <c>Memory</c>.</summary>
public sealed class MemoryOptions
{
    /// <summary>Gets or sets how much memory this process should stay within, in MB of 1,000,000 bytes.</summary>
    /// <value>The default is 0: three quarters of the machine's memory, or nine tenths of a limit that the process runs under; 12,000 on a machine of 16 GB.</value>
    [Range(0, 100_000_000)]
    public long TargetMb { get; set; }

    /// <summary>Gets or sets whether owners of memory are asked to give some back while memory is short.</summary>
    /// <value>The default is false.</value>
    public bool Trim { get; set; }

    /// <summary>Gets or sets whether what needs much memory waits, or is refused with the figures, while there is no room for it.</summary>
    /// <value>The default is false.</value>
    public bool Admission { get; set; }

    /// <summary>Gets or sets how long something waits for memory before it is refused.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AdmissionWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often memory is looked at while <see cref="Trim"/> or <see cref="Admission"/> is on.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long memory must have had room before what was given back may return, one step at a time.</summary>
    /// <value>The default is 15 seconds; each relapse doubles it, up to eight times as long.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CalmTime { get; set; } = TimeSpan.FromSeconds(15);
}
