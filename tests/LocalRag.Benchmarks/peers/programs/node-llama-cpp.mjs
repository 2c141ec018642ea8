import { getLlama, LlamaChatSession, LlamaLogLevel } from "node-llama-cpp";

/** node-llama-cpp in this process, with the chat template of the model. */
export class NodeLlamaCpp {
  name = "node-llama-cpp";
  #llama;
  #sequence;

  constructor(setup) {
    this.setup = setup;
  }

  async start() {
    const { chatModel, threads, contextTokens } = this.setup;
    this.#llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
    const model = await this.#llama.loadModel({ modelPath: chatModel });
    const context = await model.createContext({ contextSize: contextTokens, threads });
    this.#sequence = context.getSequence();
  }

  async ask(number) {
    const prompt = this.setup.material.prompts[number];
    await this.#sequence.clearHistory();
    const before = this.#sequence.tokenMeter.getState();
    let first;
    const start = performance.now();
    const session = new LlamaChatSession({ contextSequence: this.#sequence, systemPrompt: prompt.system.join(""), autoDisposeSequence: false });
    const text = await session.prompt(prompt.user.join(""), {
      temperature: 0,
      maxTokens: this.setup.outputTokens,
      onTextChunk: () => {
        first ??= performance.now() - start;
      },
    });
    const total = performance.now() - start;
    const used = this.#sequence.tokenMeter.diff(before);
    session.dispose();
    return { first, total, promptTokens: used.usedInputTokens, tokens: used.usedOutputTokens, text };
  }

  stop = () => this.#llama?.dispose();
}
