using Microsoft.Extensions.Options;

namespace LocalRag.Plugins;

[OptionsValidator]
internal sealed partial class PluginsOptionsValidator : IValidateOptions<PluginsOptions>;
