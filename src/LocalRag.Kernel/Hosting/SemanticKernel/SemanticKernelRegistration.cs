using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Data;

// SKEXP0001: text search is marked experimental. CS0618: the older interface is what Semantic Kernel's own plugin factories take.
#pragma warning disable SKEXP0001, CS0618

namespace LocalRag.Hosting.SemanticKernel;

internal static class SemanticKernelRegistration
{
    /// <summary>Builds Semantic Kernel over the pipelines: the kernel is transient, as its own registration makes it, and shares their services.</summary>
    public static ILocalRagBuilder AddSemanticKernel(this ILocalRagBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddKernel();
        services.AddSingleton<IChatCompletionService>(provider => new ChatClientBuilder(provider.GetRequiredService<IChatClient>())
            .UseKernelFunctionInvocation(provider.GetService<ILoggerFactory>())
            .Build(provider)
            .AsChatCompletionService(provider));
        services.AddSingleton<RetrieverTextSearch>();
        services.AddSingleton<ITextSearch<Passage>>(provider => provider.GetRequiredService<RetrieverTextSearch>());
        services.AddSingleton<ITextSearch>(provider => provider.GetRequiredService<RetrieverTextSearch>());
        services.AddSingleton(provider => KernelPluginFactory.CreateFromObject(
            new RagFunctions(provider.GetRequiredService<IRetriever>(), provider.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers)),
            RagFunctions.PluginName,
            provider.GetService<ILoggerFactory>()));
        return builder;
    }
}
