import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** The plain host's engine, encoder and index, or the whole host with the Speed plugin, in a process of their own that measures itself. */
export class LocalRag {
  #process;
  #lines;

  constructor(setup, withSpeed = false) {
    this.setup = setup;
    this.name = withSpeed ? "localrag, Speed" : "localrag";
    this.command = withSpeed ? "answer" : "serve";
  }

  async start() {
    this.#process = spawn("dotnet", [this.setup.localrag, "peers", this.command, this.setup.folder], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    const { value } = await this.#lines.next();
    if (value !== "ready") {
      throw new Error(`localrag did not start: ${value}`);
    }
  }

  ask = (number) => this.#do(`ask ${number}`);
  askTogether = (numbers) => this.#do(`askTogether ${numbers.join(" ")}`);
  embed = (...numbers) => this.#do(`embed ${numbers.join(" ")}`);
  embedMany = () => this.embed(...this.setup.many);
  dense = (number) => this.#do(`dense ${number}`);
  hybrid = (number) => this.#do(`hybrid ${number}`);

  async stop() {
    if (this.#process?.exitCode === null) {
      this.#process.stdin.end();
      await once(this.#process, "exit");
    }
  }

  async #do(job) {
    this.#process.stdin.write(`${job}\n`);
    const { value, done } = await this.#lines.next();
    if (done) {
      throw new Error(`localrag ended at '${job}'.`);
    }

    return JSON.parse(value);
  }
}
