namespace LocalRag.Retrieval;

internal static class RetrievalRegistration
{
    public static ILocalRagBuilder AddRetrieval(this ILocalRagBuilder builder)
    {
        builder.AddSettings<RetrievalOptions, RetrievalOptionsValidator>("Retrieval");
        return builder;
    }
}
