using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace LocalRag.Plugins.Packaging;

/// <summary>Reads a plugin's metadata from the bytes of its assembly. Nothing of the plugin is loaded or run.</summary>
internal static partial class PluginMetadataReader
{
    private static readonly string s_contractAssembly = typeof(RagPluginAttribute).Assembly.GetName().Name!;

    /// <summary>Returns the metadata, or null where the file is not a .NET assembly or not marked as a plugin.</summary>
    /// <exception cref="PluginRefusedException">It is marked as a plugin, and the mark is not valid.</exception>
    public static PluginMetadata? Read(ImmutableArray<byte> file, string path)
    {
        try
        {
            using PEReader image = new(file);
            return image.HasMetadata ? Read(image.GetMetadataReader(), path) : null;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private static PluginMetadata? Read(MetadataReader metadata, string path)
    {
        if (!metadata.IsAssembly)
        {
            return null;
        }

        AssemblyDefinition assembly = metadata.GetAssemblyDefinition();
        foreach (CustomAttributeHandle handle in assembly.GetCustomAttributes())
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            if (IsPluginMark(metadata, attribute))
            {
                return Read(metadata, assembly, attribute.DecodeValue(NameOnlyTypeProvider.Instance), path);
            }
        }

        return null;
    }

    private static PluginMetadata Read(MetadataReader metadata, AssemblyDefinition assembly, CustomAttributeValue<string> mark, string path)
    {
        string id = mark.FixedArguments is [{ Value: string text }] ? text : string.Empty;
        if (!PluginId().IsMatch(id))
        {
            throw new PluginRefusedException(
                path, $"The plugin's id '{id}' in {path} is not valid.", "Use 1 to 64 lower-case letters, digits and hyphens in [assembly: RagPlugin(\"...\")].");
        }

        AssemblyReference? contract = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Where(reference => metadata.GetString(reference.Name) == s_contractAssembly)
            .Select(reference => (AssemblyReference?)reference)
            .FirstOrDefault();
        return new PluginMetadata(
            id,
            assembly.Version,
            Named(mark, nameof(RagPluginAttribute.Order)) is int order ? order : 0,
            Strings(Named(mark, nameof(RagPluginAttribute.Requires))),
            Strings(Named(mark, nameof(RagPluginAttribute.After))),
            contract?.Version ?? new Version(0, 0),
            [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))]);
    }

    private static bool IsPluginMark(MetadataReader metadata, CustomAttribute attribute)
    {
        // The attribute comes from the contract, so its constructor is a reference into another assembly.
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return false;
        }

        EntityHandle parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return false;
        }

        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, nameof(RagPluginAttribute))
            && metadata.StringComparer.Equals(type.Namespace, typeof(RagPluginAttribute).Namespace!)
            && type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && metadata.StringComparer.Equals(
                metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name, s_contractAssembly);
    }

    private static object? Named(CustomAttributeValue<string> mark, string name) =>
        mark.NamedArguments.Where(argument => argument.Name == name).Select(argument => argument.Value).FirstOrDefault();

    private static IReadOnlyList<string> Strings(object? value) => value is ImmutableArray<CustomAttributeTypedArgument<string>> items
        ? [.. items.Select(item => item.Value).OfType<string>()]
        : [];

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
    private static partial Regex PluginId();

    /// <summary>The decoder wants types; names are all that these attributes need.</summary>
    private sealed class NameOnlyTypeProvider : ICustomAttributeTypeProvider<string>
    {
        public static readonly NameOnlyTypeProvider Instance = new();

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSystemType() => "System.Type";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSerializedName(string name) => name;

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

        public bool IsSystemType(string type) => type == "System.Type";
    }
}
