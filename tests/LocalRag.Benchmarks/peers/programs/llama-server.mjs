import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

/** llama.cpp's server over its OpenAI-compatible endpoint: nothing is kept from one prompt to the next, as in the plain host, or its prompt cache is on, with four slots. */
export class LlamaServer {
  #process;
  #address;

  constructor(setup, program, withCache = false) {
    this.setup = setup;
    this.program = program;
    this.withCache = withCache;
    this.name = withCache ? "llama-server, prompt cache" : "llama-server";
  }

  async start() {
    const port = await freePort();
    this.#address = `http://127.0.0.1:${port}`;
    const { chatModel, threads, contextTokens } = this.setup;
    const keeping = this.withCache ? ["-c", 4 * contextTokens, "-np", 4] : ["-c", contextTokens, "-np", 1, "--cache-ram", 0];
    const values = ["-m", chatModel, "-t", threads, "-tb", threads, ...keeping, "--host", "127.0.0.1", "--port", port];
    this.#process = spawn(this.program, values.map(String), { stdio: "ignore" });
    process.once("exit", () => this.#process.kill());
    for (let tries = 0; ; tries++) {
      if (this.#process.exitCode !== null || tries > 600) {
        throw new Error(`${this.program} did not start.`);
      }

      if (await fetch(`${this.#address}/health`).then((response) => response.ok, () => false)) {
        return;
      }

      await setTimeout(100);
    }
  }

  async ask(number) {
    const prompt = this.setup.material.prompts[number];
    const request = {
      messages: [
        { role: "system", content: prompt.system.join("") },
        { role: "user", content: prompt.user.join("") },
      ],
      temperature: 0,
      max_tokens: this.setup.outputTokens,
      cache_prompt: this.withCache,
      stream: true,
      stream_options: { include_usage: true },
    };
    const body = JSON.stringify(request);
    const start = performance.now();
    const response = await fetch(`${this.#address}/v1/chat/completions`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!response.ok) {
      throw new Error(`llama-server answered ${response.status}: ${await response.text()}`);
    }

    let first;
    let text = "";
    let usage;
    for await (const event of events(response.body)) {
      const piece = event.choices?.[0]?.delta?.content;
      if (piece) {
        first ??= performance.now() - start;
        text += piece;
      }

      usage = event.usage ?? usage;
    }

    return { first, total: performance.now() - start, promptTokens: usage.prompt_tokens, tokens: usage.completion_tokens, text };
  }

  async askTogether(numbers) {
    const start = performance.now();
    await Promise.all(numbers.map((number) => this.ask(number)));
    return { total: performance.now() - start, answers: numbers.length };
  }

  async stop() {
    if (this.#process?.exitCode === null) {
      this.#process.kill();
      await once(this.#process, "exit");
    }
  }
}

async function* events(body) {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data: {")) {
        yield JSON.parse(line.slice("data: ".length));
      }
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
