using System.ComponentModel.DataAnnotations;

namespace LocalRag;

/// <summary>What all parts of the host share.</summary>
public sealed class LocalRagOptions
{
    /// <summary>Gets or sets the folder that holds the index and whatever else the host writes.</summary>
    /// <value>The default is <c>.localrag</c> in the user's home folder.</value>
    [Required]
    public string DataDirectory { get; set; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".localrag");
}
