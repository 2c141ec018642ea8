using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Sampling;

namespace LocalRag.LlamaCpp.Tests.Sampling;

/// <summary>Asks llama.cpp whether a whole text matches a grammar.</summary>
internal static class GrammarProbe
{
    public static bool Accepts(Vocabulary vocabulary, string grammar, string text)
    {
        using LlamaSamplerHandle chain = NativeMethods.llama_sampler_chain_init(noPerf: 1);
        nint sampler = vocabulary.CreateGrammarSampler(grammar);
        Assert.NotEqual(0, sampler);
        NativeMethods.llama_sampler_chain_add(chain, sampler);
        using CandidateBuffer candidates = new();
        int end = Enumerable.Range(0, vocabulary.Size).First(vocabulary.IsEndOfGeneration);
        foreach (int token in vocabulary.Tokenize(text, parseSpecial: false, continuesText: false))
        {
            if (!Fits(token))
            {
                return false;
            }

            NativeMethods.llama_sampler_accept(chain, token);
        }

        return Fits(end);

        bool Fits(int token)
        {
            candidates.SetSingle(token);
            candidates.Apply(chain);
            return candidates.HasPossible;
        }
    }
}
