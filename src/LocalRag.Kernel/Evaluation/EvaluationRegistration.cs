using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Evaluation;

internal static class EvaluationRegistration
{
    public static ILocalRagBuilder AddEvaluation(this ILocalRagBuilder builder)
    {
        builder.Services.AddTransient<Evaluator>();
        return builder;
    }
}
