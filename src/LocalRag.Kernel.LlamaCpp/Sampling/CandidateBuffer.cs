using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Sampling;

/// <summary>Native scratch memory for the candidates of one choice; the engine has one, which grows to the vocabulary's size when a grammar first needs it.</summary>
internal sealed unsafe class CandidateBuffer : IDisposable
{
    private LlamaTokenData* _data;
    private int _capacity;
    private LlamaTokenDataArray _array;

    /// <summary>Gets whether any candidate may be chosen.</summary>
    public bool HasPossible
    {
        get
        {
            for (nuint i = 0; i < _array.Size; i++)
            {
                if (_array.Data[i].Logit > float.NegativeInfinity)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Gets the likeliest candidate.</summary>
    public int Largest
    {
        get
        {
            nuint best = 0;
            for (nuint i = 1; i < _array.Size; i++)
            {
                if (_array.Data[i].Logit > _array.Data[best].Logit)
                {
                    best = i;
                }
            }

            return _array.Data[best].Id;
        }
    }

    public void Fill(ReadOnlySpan<float> logits)
    {
        Reserve(logits.Length);
        for (int i = 0; i < logits.Length; i++)
        {
            _data[i] = new LlamaTokenData { Id = i, Logit = logits[i] };
        }

        Reset(logits.Length);
    }

    public void SetSingle(int token)
    {
        Reserve(1);
        _data[0] = new LlamaTokenData { Id = token };
        Reset(1);
    }

    public void Apply(LlamaSamplerHandle sampler)
    {
        fixed (LlamaTokenDataArray* array = &_array)
        {
            NativeMethods.llama_sampler_apply(sampler, array);
        }
    }

    /// <summary>Lets a chain that ends in a choice make it.</summary>
    public int ApplyAndSelect(LlamaSamplerHandle chain)
    {
        Apply(chain);
        return _array.Selected >= 0 && (nuint)_array.Selected < _array.Size
            ? _array.Data[_array.Selected].Id
            : throw new LocalRagException("The samplers chose no token.", "Check temperature, top-k, top-p and min-p of the request.");
    }

    /// <summary>Leaves only the candidates that may be chosen.</summary>
    public void RemoveImpossible()
    {
        nuint kept = 0;
        for (nuint i = 0; i < _array.Size; i++)
        {
            if (_array.Data[i].Logit > float.NegativeInfinity)
            {
                _array.Data[kept++] = _array.Data[i];
            }
        }

        _array.Size = kept;
    }

    public void Dispose()
    {
        NativeMemory.Free(_data);
        _data = null;
        _capacity = 0;
        _array = default;
    }

    private void Reserve(int count)
    {
        if (count > _capacity)
        {
            _data = (LlamaTokenData*)NativeMemory.Realloc(_data, (nuint)count * (nuint)sizeof(LlamaTokenData));
            _capacity = count;
        }
    }

    private void Reset(int count)
        => _array = new LlamaTokenDataArray { Data = _data, Size = (nuint)count, Selected = -1 };
}
