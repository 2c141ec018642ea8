namespace LocalRag.Measurement.Stress;

/// <summary>What the operating system says about this process.</summary>
internal interface IProcessFigures
{
    /// <summary>Returns the bytes in memory that are the process's own: not those of mapped files, which the system can drop.</summary>
    long ReadPrivateBytes();

    /// <summary>Returns the number of open files, sockets and pipes; 0 where the system does not tell.</summary>
    int CountOpenFiles();
}
