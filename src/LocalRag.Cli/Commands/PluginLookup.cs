using System.CommandLine;
using LocalRag.Plugins;

namespace LocalRag.Cli.Commands;

/// <summary>The argument that names a plugin, and the plugin that it names.</summary>
internal static class PluginLookup
{
    public static Argument<string> RequiredId() => Reject(new Argument<string>("ID") { Description = "The plugin; 'localrag plugins list' lists them." });

    public static Argument<string?> OptionalId() => Reject(new Argument<string?>("ID")
    {
        Description = "The plugin; all of them where none is named.",
        Arity = ArgumentArity.ZeroOrOne,
    });

    public static PluginStatus Find(PluginHost plugins, string id) => plugins.List().FirstOrDefault(plugin => plugin.Id == id)
        ?? throw Unknown(id);

    public static LocalRagException Unknown(string id) => new($"There is no plugin {id}.", "'localrag plugins list' shows those that were found.");

    private static Argument<T> Reject<T>(Argument<T> argument)
    {
        argument.RejectOptions();
        return argument;
    }
}
