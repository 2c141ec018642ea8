using System.ComponentModel.DataAnnotations;

namespace LocalRag.Onnx;

/// <summary>How texts are turned into vectors by a sentence encoder in ONNX format. Section <c>Onnx</c>.</summary>
public sealed class OnnxOptions
{
    /// <summary>Gets or sets the encoder: a catalog name or the path of an ONNX file with the inputs <c>input_ids</c> and <c>attention_mask</c>, whose tokens are mean-pooled.</summary>
    /// <value>The default is <c>all-minilm-l6-v2-int8</c>. The file's name without extension is the model id that vectors carry.</value>
    [Required]
    public string Model { get; set; } = "all-minilm-l6-v2-int8";

    /// <summary>Gets or sets the WordPiece vocabulary of the encoder: a catalog name or the path of a text file with one piece a line.</summary>
    /// <value>The default is <c>all-minilm-l6-v2-vocab</c>.</value>
    [Required]
    public string Vocabulary { get; set; } = "all-minilm-l6-v2-vocab";

    /// <summary>Gets or sets how many tokens of a text are read, with the two that frame it; what is beyond is reported as truncated.</summary>
    /// <value>In tokens, from 8 to 8192. The default is 256, what all-MiniLM-L6-v2 was trained for.</value>
    [Range(8, 8192)]
    public int MaxTokens { get; set; } = 256;

    /// <summary>Gets or sets how many threads compute one batch.</summary>
    /// <value>From 1 to 256; 0, the default, is one for each processor up to 4: a small encoder gains nothing from more.</value>
    [Range(0, 256)]
    [Tunable(SettingCost.Reload, Values = [0, 1, 2, 4])]
    public int Threads { get; set; }

    /// <summary>Gets or sets whether threads that wait for work keep the processor busy.</summary>
    /// <value>The default is false. True is a fifth to two fifths faster on an idle machine, and several times slower beside a busy chat model.</value>
    [Tunable(SettingCost.Reload)]
    public bool Spin { get; set; }

    /// <summary>Gets or sets how many batches are computed at the same time; more callers than that wait for their turn.</summary>
    /// <value>From 1 to 64. The default is 1. With several, give each few threads.</value>
    [Range(1, 64)]
    [Tunable(SettingCost.Reload, Values = [1, 2, 4, 8])]
    public int ConcurrentBatches { get; set; } = 1;

    /// <summary>Gets or sets how many texts a batch holds at most.</summary>
    /// <value>
    /// From 1 to 1024. The default is 1: encoders with 8-bit activations scale them over a whole batch, so only alone does a text always get the same vector.
    /// Those with 8-bit weights alone, as all-MiniLM-L6-v2 comes here, give the same in any batch but for rounding (least cosine 1.0000 of 114 texts).
    /// </value>
    [Range(1, 1024)]
    [Tunable(SettingCost.Live, ChangesAnswers = true, Values = [1, 4, 16, 64])]
    public int BatchSize { get; set; } = 1;

    /// <summary>Gets or sets after how long without a call the encoder is taken out of memory; the next call loads it again, which takes a third of a second.</summary>
    /// <value>The default is 0: never.</value>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    [Tunable(SettingCost.Live, Values = ["00:00:00", "00:05:00"])]
    public TimeSpan IdleUnload { get; set; }

    /// <summary>Gets or sets whether a table of an encoder with small weights stays small in memory: rows are looked up before they become floating-point numbers. Vectors do not change by it.</summary>
    /// <value>The default is false. True takes 35 MB less for all-MiniLM-L6-v2, and writes a copy of the model to the folder for temporary files while it is being loaded.</value>
    [Tunable(SettingCost.Reload)]
    public bool CompactTables { get; set; }

    /// <summary>Gets or sets how many tokens a batch of several texts holds at most, padding included.</summary>
    /// <value>In tokens, from 8 to 1,048,576. The default is 256; texts of similar length share a batch.</value>
    [Range(8, 1 << 20)]
    [Tunable(SettingCost.Live, ChangesAnswers = true, Values = [128, 256, 512])]
    public int BatchTokens { get; set; } = 256;

    /// <summary>Gets or sets what computes the encoder. Another provider than the processor is used where it is there and gives the processor's vectors; the log says what came of the trial.</summary>
    /// <value>The default is <see cref="ExecutionProvider.Cpu"/>.</value>
    [EnumDataType(typeof(ExecutionProvider))]
    [Tunable(SettingCost.Reload, ChangesAnswers = true)]
    public ExecutionProvider ExecutionProvider { get; set; }
}
