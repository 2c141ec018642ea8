using Microsoft.Extensions.AI;

namespace LocalRag;

/// <summary>How a request tells caches what they may do, and how a response tells that it came from one.</summary>
public static class CacheControl
{
    /// <summary>The key among a request's additional properties: a <see cref="CacheUse"/>, or its name as text.</summary>
    public const string UseKey = "localrag.cache";

    /// <summary>The key among a response's additional properties, on the last update of a stream: the name of the cache that it came from. Absent where it was computed.</summary>
    public const string HitKey = "localrag.cache.hit";

    /// <summary>Reads what a request asks for.</summary>
    /// <param name="properties">The additional properties of its options; null for none.</param>
    /// <exception cref="LocalRagException">The value is none of the three.</exception>
    public static CacheUse Read(AdditionalPropertiesDictionary? properties) => properties?.GetValueOrDefault(UseKey) switch
    {
        null => CacheUse.Default,
        CacheUse use => use,
        string name when Enum.TryParse(name, ignoreCase: true, out CacheUse use) && Enum.IsDefined(use) => use,
        object other => throw new LocalRagException($"The request's {UseKey} is \"{other}\".", "It must be Default, Refresh or Bypass."),
    };

    /// <summary>Returns the name of the cache that a response came from; null where it was computed.</summary>
    /// <param name="response">The response, also one that was put together from a stream.</param>
    public static string? FindHit(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Messages
            .Select(message => message.AdditionalProperties)
            .Prepend(response.AdditionalProperties)
            .Select(properties => properties?.GetValueOrDefault(HitKey) as string)
            .FirstOrDefault(name => name is not null);
    }

    /// <summary>Returns options for a call that is part of a request, so that caches further in do as the request says.</summary>
    /// <param name="use">What the request asks for.</param>
    /// <returns>Null where the request says nothing.</returns>
    public static AdditionalPropertiesDictionary? ToProperties(CacheUse use) =>
        use == CacheUse.Default ? null : new AdditionalPropertiesDictionary { [UseKey] = use };
}
