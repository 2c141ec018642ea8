import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, pipeline } from "@huggingface/transformers";

const name = "all-MiniLM-L6-v2";
const batchSize = 16;

/** Transformers.js in this process, on the same ONNX file; its tokenizer is described from the same vocabulary. */
export class TransformersJs {
  name = "transformers.js";
  #encode;

  constructor(setup) {
    this.setup = setup;
  }

  async start() {
    const models = join(this.setup.folder, "models");
    this.#describe(join(models, name));
    env.allowRemoteModels = false;
    env.localModelPath = models;
    const { threads } = this.setup;
    this.#encode = await pipeline("feature-extraction", name, { dtype: "q8", device: "cpu", session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 } });
  }

  embed = (...numbers) => this.#measure(numbers.map((number) => this.setup.material.passages[number]));
  embedMany = () => this.embed(...this.setup.many);

  async stop() {
    await this.#encode?.dispose();
  }

  async #measure(texts) {
    const start = performance.now();
    const vectors = [];
    for (let i = 0; i < texts.length; i += batchSize) {
      const output = await this.#encode(texts.slice(i, i + batchSize), { pooling: "mean", normalize: true });
      vectors.push(...output.tolist());
    }

    return { total: performance.now() - start, vectors };
  }

  #describe(folder) {
    const pieces = readFileSync(this.setup.vocabulary, "utf8").trimEnd().split("\n");
    const vocab = Object.fromEntries(pieces.map((piece, id) => [piece.trimEnd(), id]));
    const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    const write = (file, content) => writeFileSync(join(folder, file), JSON.stringify(content));
    mkdirSync(join(folder, "onnx"), { recursive: true });
    rmSync(join(folder, "onnx", "model_quantized.onnx"), { force: true });
    symlinkSync(this.setup.embeddingModel, join(folder, "onnx", "model_quantized.onnx"));
    write("config.json", { model_type: "bert", architectures: ["BertModel"], hidden_size: 384, num_hidden_layers: 6, num_attention_heads: 12, vocab_size: pieces.length });
    write("tokenizer_config.json", {
      tokenizer_class: "BertTokenizer", do_lower_case: true, model_max_length: 256,
      pad_token: "[PAD]", unk_token: "[UNK]", cls_token: "[CLS]", sep_token: "[SEP]", mask_token: "[MASK]",
    });
    write("tokenizer.json", {
      version: "1.0",
      truncation: { direction: "Right", max_length: 256, strategy: "LongestFirst", stride: 0 },
      padding: null,
      added_tokens: special.map((content) => ({ id: vocab[content], content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
      normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: {
        type: "TemplateProcessing",
        single: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }],
        pair: [],
        special_tokens: Object.fromEntries(["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }])),
      },
      decoder: { type: "WordPiece", prefix: "##", cleanup: true },
      model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab },
    });
  }
}
