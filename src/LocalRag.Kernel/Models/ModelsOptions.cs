using System.ComponentModel.DataAnnotations;

namespace LocalRag.Models;

/// <summary>Where models are kept. Section <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    /// <summary>Gets or sets the folder into which models are downloaded, and in which they are looked for after the source tree.</summary>
    /// <value>The default is <c>.localrag/models</c> in the user's home folder.</value>
    [Required]
    public string Directory { get; set; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".localrag", "models");
}
