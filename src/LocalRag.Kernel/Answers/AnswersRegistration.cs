using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Answers;

internal static class AnswersRegistration
{
    public static ILocalRagBuilder AddAnswers(this ILocalRagBuilder builder)
    {
        builder.AddSettings<AnswersOptions, AnswersOptionsValidator>("Answers");
        builder.Services.AddKeyedSingleton<IChatClient>(
            LocalRagKeys.Answers, (provider, _) => ActivatorUtilities.CreateInstance<RagChatClient>(provider));
        return builder;
    }
}
