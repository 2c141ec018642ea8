using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Prefixes;

namespace LocalRag.LlamaCpp.Native;

/// <summary>The part of llama.cpp's C interface (v0.4.0, <c>llama.h</c>) that the engine uses, under the names it has there.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "The names of the C interface.")]
internal static unsafe partial class NativeMethods
{
    public const string Llama = "llama";
    public const string Ggml = "ggml";
    public const string GgmlBase = "ggml-base";

    [LibraryImport(Llama)]
    public static partial byte* llama_version();

    [LibraryImport(Llama)]
    public static partial void llama_backend_init();

    [LibraryImport(Llama)]
    public static partial void llama_backend_free();

    [LibraryImport(Llama)]
    public static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, nint, void> callback, nint userData);

    [LibraryImport(Llama)]
    public static partial LlamaModelParams llama_model_default_params();

    [LibraryImport(Llama)]
    public static partial LlamaContextParams llama_context_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial LlamaModelHandle llama_model_load_from_file(string path, LlamaModelParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    public static partial LlamaContextHandle llama_init_from_model(LlamaModelHandle model, LlamaContextParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx(LlamaContextHandle context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx_seq(LlamaContextHandle context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_batch(LlamaContextHandle context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_seq_max(LlamaContextHandle context);

    [LibraryImport(Llama)]
    public static partial nint llama_get_memory(LlamaContextHandle context);

    [LibraryImport(Llama)]
    public static partial void llama_memory_clear(nint memory, byte data);

    [LibraryImport(Llama)]
    public static partial byte llama_memory_seq_rm(nint memory, int sequence, int fromPosition, int toPosition);

    [LibraryImport(Llama)]
    public static partial int llama_memory_seq_pos_max(nint memory, int sequence);

    [LibraryImport(Llama)]
    public static partial LlamaQuantizeParams llama_model_quantize_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint llama_model_quantize(string source, string target, LlamaQuantizeParams* parameters);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_get_size(LlamaContextHandle context, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_get_data(LlamaContextHandle context, KvBuffer destination, nuint size, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_set_data(LlamaContextHandle context, KvBuffer source, nuint size, int sequence);

    [LibraryImport(Llama)]
    public static partial int llama_decode(LlamaContextHandle context, LlamaBatch batch);

    [LibraryImport(Llama)]
    public static partial void llama_attach_threadpool(LlamaContextHandle context, nint pool, nint batchPool);

    [LibraryImport(Llama)]
    public static partial void llama_set_n_threads(LlamaContextHandle context, int threads, int batchThreads);

    [LibraryImport(Llama)]
    public static partial void llama_synchronize(LlamaContextHandle context);

    [LibraryImport(Llama)]
    public static partial float* llama_get_logits_ith(LlamaContextHandle context, int index);

    [LibraryImport(Llama)]
    public static partial nint llama_model_get_vocab(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_ctx_train(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial LlamaRopeType llama_model_rope_type(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_layer(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial ulong llama_model_size(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial ulong llama_model_n_params(LlamaModelHandle model);

    [LibraryImport(Llama)]
    public static partial int llama_model_desc(LlamaModelHandle model, byte* buffer, nuint size);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int llama_model_meta_val_str(LlamaModelHandle model, string key, byte* buffer, nuint size);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* llama_model_chat_template(LlamaModelHandle model, string? name);

    [LibraryImport(Llama)]
    public static partial int llama_chat_apply_template(byte* template, LlamaChatMessage* messages, nuint count, byte addAssistant, byte* buffer, int length);

    [LibraryImport(Llama)]
    public static partial int llama_chat_builtin_templates(byte** output, nuint length);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_type(nint vocabulary);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_n_tokens(nint vocabulary);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_is_eog(nint vocabulary, int token);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_is_control(nint vocabulary, int token);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_get_attr(nint vocabulary, int token);

    [LibraryImport(Llama)]
    public static partial byte* llama_vocab_get_text(nint vocabulary, int token);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_bos(nint vocabulary);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_get_add_bos(nint vocabulary);

    [LibraryImport(Llama)]
    public static partial int llama_tokenize(nint vocabulary, byte* text, int length, int* tokens, int capacity, byte addSpecial, byte parseSpecial);

    [LibraryImport(Llama)]
    public static partial int llama_token_to_piece(nint vocabulary, int token, byte* buffer, int length, int leftStrip, byte special);

    [LibraryImport(Llama)]
    public static partial byte llama_sampler_chain_default_params();

    [LibraryImport(Llama)]
    public static partial LlamaSamplerHandle llama_sampler_chain_init(byte noPerf);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_chain_add(LlamaSamplerHandle chain, nint sampler);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_free(nint sampler);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_greedy();

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_dist(uint seed);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_k(int k);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_p(float p, nuint minKeep);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_min_p(float p, nuint minKeep);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_temp(float temperature);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_penalties(int vocabularySize, int lastTokens, float repeat, float frequency, float presence);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_sampler_init_grammar(nint vocabulary, string grammar, string root);

    [LibraryImport(Llama)]
    public static partial int llama_sampler_sample(LlamaSamplerHandle sampler, LlamaContextHandle context, int index);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_apply(LlamaSamplerHandle sampler, LlamaTokenDataArray* candidates);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_accept(LlamaSamplerHandle sampler, int token);

    [LibraryImport(Llama)]
    public static partial byte* llama_print_system_info();

    [LibraryImport(Ggml, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ggml_backend_load_all_from_path(string directory);

    [LibraryImport(Ggml)]
    public static partial nuint ggml_backend_dev_count();

    [LibraryImport(Ggml)]
    public static partial nint ggml_backend_dev_get(nuint index);

    [LibraryImport(Ggml)]
    public static partial nint ggml_backend_dev_by_type(int type);

    [LibraryImport(GgmlBase)]
    public static partial nint ggml_backend_dev_backend_reg(nint device);

    [LibraryImport(GgmlBase, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void* ggml_backend_reg_get_proc_address(nint backend, string name);

    [LibraryImport(GgmlBase)]
    public static partial void ggml_threadpool_params_init(byte* parameters, int threads);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_backend_dev_name(nint device);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_backend_dev_description(nint device);

    [LibraryImport(GgmlBase)]
    public static partial int ggml_backend_dev_type(nint device);

    [LibraryImport(GgmlBase)]
    public static partial void ggml_backend_dev_memory(nint device, nuint* free, nuint* total);

    [LibraryImport(GgmlBase)]
    public static partial byte* ggml_backend_reg_name(nint backend);

    /// <summary>Returns the text at a pointer to UTF-8, which stays the library's.</summary>
    public static string Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8) ?? string.Empty;
}

/// <summary><c>llama_chat_message</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaChatMessage
{
    public byte* Role;
    public byte* Content;
}
