using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LocalRag.Hosting;

/// <summary>The stable front of the Chat pipeline: whoever disposes it leaves the engine behind it alone.</summary>
internal sealed class NonOwningChatClient(IChatClient innerClient) : DelegatingChatClient(innerClient)
{
    [SuppressMessage("Usage", "CA2215", Justification = "The container owns the engine; a chain that is taken down must not take the weights with it.")]
    protected override void Dispose(bool disposing)
    {
    }
}
