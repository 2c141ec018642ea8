
namespace LocalRag.Answers;

internal static class AnswersRegistration
{
    public static ILocalRagBuilder AddAnswers(this ILocalRagBuilder builder)
    {
        builder.AddSettings<AnswersOptions, AnswersOptionsValidator>("Answers");
        return builder;
    }
}
