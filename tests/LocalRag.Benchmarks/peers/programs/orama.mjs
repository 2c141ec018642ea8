import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, insert, search } from "@orama/orama";

/** Orama in this process: words and vectors in memory, and every vector compared, as our index does. */
export class Orama {
  name = "orama";
  #store;
  #queries;

  constructor(setup) {
    this.setup = setup;
  }

  async start() {
    const { chunks, dimensions } = this.setup.material;
    this.#store = create({ schema: { text: "string", vector: `vector[${dimensions}]` } });
    const vectors = this.#load("chunks");
    for (let number = 0; number < chunks.length; number++) {
      await insert(this.#store, { id: String(number), text: chunks[number], vector: vectors[number] });
    }

    this.#queries = this.#load("queries");
  }

  dense = (number) => this.#search(number, { mode: "vector" });
  hybrid = (number) => this.#search(number, { mode: "hybrid", term: this.setup.material.queries[number] });

  async stop() {}

  async #search(number, query) {
    const vector = { value: this.#queries[number], property: "vector" };
    const start = performance.now();
    // A similarity of 0: like ours, the best ten however far they are.
    const { hits } = await search(this.#store, { ...query, vector, similarity: 0, limit: this.setup.limit });
    return { total: performance.now() - start, found: hits.map((hit) => Number(hit.id)) };
  }

  #load(name) {
    const bytes = readFileSync(join(this.setup.folder, `${name}.f32`));
    const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / Float32Array.BYTES_PER_ELEMENT);
    const { dimensions } = this.setup.material;
    return Array.from({ length: all.length / dimensions }, (_, i) => Array.from(all.subarray(i * dimensions, (i + 1) * dimensions)));
  }
}
