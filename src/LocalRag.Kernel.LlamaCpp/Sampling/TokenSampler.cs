using System.Numerics;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Sampling;

/// <summary>Chooses the tokens of one request, by a chain of llama.cpp's samplers over the context's own logits.</summary>
/// <remarks>Used by the engine's thread alone once its request is submitted.</remarks>
internal sealed unsafe class TokenSampler : IDisposable
{
    private readonly int _vocabularySize;
    private readonly LlamaSamplerHandle? _chain;
    private readonly LlamaSamplerHandle? _grammar;

    /// <param name="vocabulary">The model's tokens.</param>
    /// <param name="settings">How to choose.</param>
    /// <param name="maxTokens">The most tokens that will be chosen: penalties look back at all of them.</param>
    /// <exception cref="LocalRagException">The grammar is not valid.</exception>
    public TokenSampler(Vocabulary vocabulary, SamplingSettings settings, int maxTokens)
    {
        _vocabularySize = vocabulary.Size;

        // The likeliest token is found in the logits directly: the chain would first copy all of them into candidates, 1.5% of a step of a small model.
        _chain = settings.Temperature > 0 || settings.HasPenalties ? CreateChain(vocabulary, settings, maxTokens) : null;
        try
        {
            _grammar = settings.Grammar is null ? null : CreateGrammar(vocabulary, settings.Grammar);
        }
        catch
        {
            _chain?.Dispose();
            throw;
        }
    }

    /// <summary>Gets whether its native memory is free.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Chooses a token from one of the last step's outputs.</summary>
    /// <param name="context">The context.</param>
    /// <param name="index">The index in the batch of the token whose logits count.</param>
    /// <param name="candidates">Scratch memory.</param>
    /// <exception cref="LocalRagException">No token is left to choose from.</exception>
    public int Sample(LlamaContextHandle context, int index, CandidateBuffer candidates)
    {
        if (_grammar is null && _chain is not null)
        {
            return NativeMethods.llama_sampler_sample(_chain, context, index);
        }

        ReadOnlySpan<float> logits = Logits(context, index, _vocabularySize);
        return _grammar is null ? IndexOfLargest(logits) : SampleByGrammar(logits, candidates);
    }

    /// <summary>Takes in tokens that were chosen before, by another sampler of the same settings.</summary>
    public void Continue(IEnumerable<int> tokens)
    {
        foreach (int token in tokens)
        {
            if (_grammar is not null)
            {
                NativeMethods.llama_sampler_accept(_grammar, token);
            }

            if (_chain is not null)
            {
                NativeMethods.llama_sampler_accept(_chain, token);
            }
        }
    }

    /// <summary>Returns the likeliest token by one of the last step's outputs.</summary>
    public static int Likeliest(LlamaContextHandle context, int index, int vocabularySize) => IndexOfLargest(Logits(context, index, vocabularySize));

    public void Dispose()
    {
        _chain?.Dispose();
        _grammar?.Dispose();
        IsDisposed = true;
    }

    /// <summary>Returns the index of the largest value, the first of equals.</summary>
    internal static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        Vector<float> largest = new(float.NegativeInfinity);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            largest = Vector.Max(largest, new Vector<float>(values[i..]));
        }

        float maximum = float.NegativeInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            maximum = MathF.Max(maximum, largest[lane]);
        }

        for (; i < values.Length; i++)
        {
            maximum = MathF.Max(maximum, values[i]);
        }

        Vector<float> wanted = new(maximum);
        i = 0;
        while (i <= values.Length - Vector<float>.Count && !Vector.EqualsAny(wanted, new Vector<float>(values[i..])))
        {
            i += Vector<float>.Count;
        }

        while (i < values.Length && values[i] != maximum)
        {
            i++;
        }

        return i < values.Length ? i : throw new LocalRagException("The model computed values that are not numbers.", "Check the model file, or choose another model.");
    }

    private static ReadOnlySpan<float> Logits(LlamaContextHandle context, int index, int vocabularySize)
    {
        float* pointer = NativeMethods.llama_get_logits_ith(context, index);
        return pointer is not null
            ? new ReadOnlySpan<float>(pointer, vocabularySize)
            : throw new LocalRagException("llama.cpp returned no logits for a token that asked for them.");
    }

    private static LlamaSamplerHandle CreateChain(Vocabulary vocabulary, SamplingSettings settings, int maxTokens)
    {
        LlamaSamplerHandle chain = NativeMethods.llama_sampler_chain_init(noPerf: 1);
        if (settings.HasPenalties)
        {
            NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_penalties(
                vocabulary.Size, maxTokens, settings.RepeatPenalty, settings.FrequencyPenalty, settings.PresencePenalty));
        }

        if (settings.Temperature == 0)
        {
            NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_greedy());
            return chain;
        }

        // Cheapest cut first: the sorts and exponentials of the later ones then see few candidates.
        NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_top_k(settings.TopK));
        NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_top_p(settings.TopP, 1));
        NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_min_p(settings.MinP, 1));
        NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_temp(settings.Temperature));
        NativeMethods.llama_sampler_chain_add(chain, NativeMethods.llama_sampler_init_dist(settings.Seed));
        return chain;
    }

    private static LlamaSamplerHandle CreateGrammar(Vocabulary vocabulary, string grammar)
    {
        nint sampler = vocabulary.CreateGrammarSampler(grammar);
        if (sampler == 0)
        {
            throw new LocalRagException("llama.cpp refuses the grammar of the response format.", "Simplify the JSON schema.");
        }

        LlamaSamplerHandle chain = NativeMethods.llama_sampler_chain_init(noPerf: 1);
        NativeMethods.llama_sampler_chain_add(chain, sampler);
        return chain;
    }

    // Checking one token against the grammar is cheap, checking all of them is not: first see whether the choice without the grammar fits.
    private int SampleByGrammar(ReadOnlySpan<float> logits, CandidateBuffer candidates)
    {
        int token = Choose(logits, candidates);
        candidates.SetSingle(token);
        candidates.Apply(_grammar!);
        if (!candidates.HasPossible)
        {
            candidates.Fill(logits);
            candidates.Apply(_grammar!);
            candidates.RemoveImpossible();
            if (!candidates.HasPossible)
            {
                throw new LocalRagException("No token of the model's vocabulary continues the output as its format demands.", "Simplify the JSON schema, or choose another model.");
            }

            token = _chain is null ? candidates.Largest : candidates.ApplyAndSelect(_chain);
        }

        NativeMethods.llama_sampler_accept(_grammar!, token);
        if (_chain is not null)
        {
            NativeMethods.llama_sampler_accept(_chain, token);
        }

        return token;
    }

    private int Choose(ReadOnlySpan<float> logits, CandidateBuffer candidates)
    {
        if (_chain is null)
        {
            return IndexOfLargest(logits);
        }

        candidates.Fill(logits);
        return candidates.ApplyAndSelect(_chain);
    }
}
