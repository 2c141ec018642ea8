// Measures localrag's plain host and other programs side by side: the same questions, weights, threads and machine, in turns within one run.
//
//   node compare.mjs --localrag LocalRag.Benchmarks.dll [--llama-server PROGRAM] [--prompts N] [--passages N] [--queries N] [--chunks N]
//     [--material FOLDER: made where it is missing, and kept] [--save FILE]
//     [--cache: only the host with the Speed plugin, searching included, against llama-server with its prompt cache, one question and four at once]
import { parseArgs } from "node:util";
import { existsSync, mkdtempSync, rmSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LocalRag } from "./programs/localrag.mjs";
import { LlamaServer } from "./programs/llama-server.mjs";
import { NodeLlamaCpp } from "./programs/node-llama-cpp.mjs";
import { TransformersJs } from "./programs/transformers-js.mjs";
import { Orama } from "./programs/orama.mjs";
import { inTurns } from "./measurement/turns.mjs";
import { table } from "./measurement/table.mjs";

const { values: options } = parseArgs({
  options: {
    localrag: { type: "string" },
    "llama-server": { type: "string" },
    prompts: { type: "string", default: "20" },
    passages: { type: "string", default: "60" },
    queries: { type: "string", default: "100" },
    chunks: { type: "string", default: "10000" },
    material: { type: "string" },
    save: { type: "string" },
    cache: { type: "boolean", default: false },
  },
});
if (!options.localrag || (options.cache && !options["llama-server"])) {
  console.error("Give --localrag, the LocalRag.Benchmarks.dll of a Release build, and with --cache --llama-server too.");
  process.exit(2);
}

const models = fileURLToPath(new URL("../../../samples/models/", import.meta.url));
const setup = {
  chatModel: join(models, "smollm2-135m-instruct-q4_1.gguf"),
  embeddingModel: join(models, "all-minilm-l6-v2-int8.onnx"),
  vocabulary: join(models, "all-minilm-l6-v2-vocab.txt"),
  folder: options.material ? resolve(options.material) : mkdtempSync(join(tmpdir(), "localrag-peers-")),
  localrag: resolve(options.localrag),
  threads: 2,
  contextTokens: 2048,
  outputTokens: 64,
  limit: 10,
};
const passagesAtOnce = 32;
const started = [];
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => process.exit(1));
}

if (!options.material) {
  process.once("exit", () => rmSync(setup.folder, { recursive: true, force: true }));
}
const start = async (program) => {
  started.push(program);
  await program.start();
  console.error(`${program.name} has started`);
  return program;
};

try {
  const material = join(setup.folder, "material.json");
  if (!existsSync(material)) {
    execFileSync("dotnet", [setup.localrag, "peers", "export", setup.folder, options.chunks], { stdio: ["ignore", process.stderr, process.stderr] });
  }

  setup.material = JSON.parse(readFileSync(material, "utf8"));
  setup.many = spread(setup.material.passages.length, passagesAtOnce);
  const before = loadavg()[0];
  const results = {
    date: new Date().toISOString().slice(0, 10),
    processor: `${cpus()[0].model}, ${cpus().length} cores`,
    node: process.version,
    ...(options.cache ? await compareCaches() : await comparePlain()),
  };
  results.load = [before, loadavg()[0]];
  if (options.save) {
    writeFileSync(options.save, JSON.stringify(results, (key, value) => (key === "vectors" ? undefined : value), 1));
  }

  console.log(table(results, setup));
} finally {
  await Promise.all(started.map((program) => program.stop()));
}

async function comparePlain() {
  const localrag = await start(new LocalRag(setup));
  const chat = [localrag, ...(options["llama-server"] ? [await start(new LlamaServer(setup, options["llama-server"]))] : []), await start(new NodeLlamaCpp(setup))];
  const encoder = await start(new TransformersJs(setup));
  const store = await start(new Orama(setup));
  return {
    ask: await inTurns(chat, "ask", spread(setup.material.prompts.length, Number(options.prompts))),
    embed: await inTurns([localrag, encoder], "embed", spread(setup.material.passages.length, Number(options.passages))),
    embedMany: await inTurns([localrag, encoder], "embedMany", [0, 1, 2, 3, 4]),
    dense: await inTurns([localrag, store], "dense", spread(setup.material.queries.length, Number(options.queries))),
    hybrid: await inTurns([localrag, store], "hybrid", spread(setup.material.queries.length, Number(options.queries))),
  };
}

async function compareCaches() {
  const programs = [await start(new LocalRag(setup, true)), await start(new LlamaServer(setup, options["llama-server"], true))];
  const questions = spread(setup.material.prompts.length, Number(options.prompts));
  return {
    ask: await inTurns(programs, "ask", questions),
    askTogether: await inTurns(programs, "askTogether", Array.from({ length: questions.length >> 2 }, (_, i) => questions.slice(4 * i, 4 * i + 4))),
  };
}

// Returns count numbers below total, evenly apart.
function spread(total, count) {
  const n = Math.min(total, count);
  return Array.from({ length: n }, (_, i) => Math.floor((i * total) / n));
}
