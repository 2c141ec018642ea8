// The same work as `search recall FILE` of LocalRag.Benchmarks, in sqlite-vec and LanceDB: the ten nearest of real vectors.
// node search.mjs FILE: the file holds float32 vectors of 384 numbers, one after the other.
import { mkdtempSync, readFileSync, rmSync, statSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import * as sqliteVec from "sqlite-vec";
import * as lancedb from "@lancedb/lancedb";

const dimensions = 384;
const neighbours = 10;
const queryCount = 100;

const bytes = readFileSync(process.argv[2]);
const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4 / dimensions) * dimensions);
const count = vectors.length / dimensions;
const row = (i) => vectors.subarray(i * dimensions, (i + 1) * dimensions);
const queries = Array.from({ length: queryCount }, (_, i) => Math.floor((i * count) / queryCount));

function exact(query) {
  const scores = new Float64Array(count);
  const q = row(query);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    const base = i * dimensions;
    for (let j = 0; j < dimensions; j++) sum += q[j] * vectors[base + j];
    scores[i] = i === query ? -Infinity : sum;
  }
  return { scores, least: Float64Array.from(scores).sort()[count - neighbours] };
}

const truth = queries.map(exact);

async function measure(name, search) {
  for (const query of queries.slice(0, 10)) await search(row(query));
  const times = [];
  let found = 0;
  for (let i = 0; i < queries.length; i++) {
    const started = process.hrtime.bigint();
    const ids = await search(row(queries[i]));
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
    found += ids.filter((id) => id !== queries[i]).slice(0, neighbours).filter((id) => truth[i].scores[id] >= truth[i].least - 1e-5).length;
  }
  times.sort((a, b) => a - b);
  const recall = found / (queries.length * neighbours);
  console.log(`${name.padEnd(44)} p50 ${times[times.length >> 1].toFixed(2)} ms  p95 ${times[Math.floor(times.length * 0.95)].toFixed(2)} ms  recall@10 ${recall.toFixed(4)}`);
}

function sizeOf(path) {
  const stat = statSync(path);
  return stat.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stat.size;
}

const folder = mkdtempSync(join(tmpdir(), "localrag-peers-"));
try {
  console.log(`${count} vectors of ${dimensions} numbers, ${queryCount} queries, node ${process.version}`);

  const db = new Database(join(folder, "vec.db"));
  sqliteVec.load(db);
  db.exec(`CREATE VIRTUAL TABLE floats USING vec0(id INTEGER PRIMARY KEY, v float[${dimensions}] distance_metric=cosine)`);
  db.exec(`CREATE VIRTUAL TABLE bits USING vec0(id INTEGER PRIMARY KEY, b bit[${dimensions}], +v blob)`);
  const addFloat = db.prepare("INSERT INTO floats VALUES (?, ?)");
  const addBit = db.prepare("INSERT INTO bits VALUES (?, vec_quantize_binary(?), ?)");
  let started = Date.now();
  db.transaction(() => {
    for (let i = 0; i < count; i++) addFloat.run(BigInt(i), Buffer.from(row(i).slice().buffer));
  })();
  console.log(`sqlite-vec float ingest ${Math.round(count / ((Date.now() - started) / 1000))} vectors/s`);
  db.transaction(() => {
    for (let i = 0; i < count; i++) {
      const v = Buffer.from(row(i).slice().buffer);
      addBit.run(BigInt(i), v, v);
    }
  })();
  console.log(`sqlite-vec file with both tables ${(sizeOf(join(folder, "vec.db")) / 1e6).toFixed(0)} MB`);
  const nearestFloat = db.prepare(`SELECT id FROM floats WHERE v MATCH ? AND k = ${neighbours + 1}`);
  const nearestBit = db.prepare(
    `SELECT id FROM (SELECT id, v FROM bits WHERE b MATCH vec_quantize_binary(@query) AND k = 200) ORDER BY vec_distance_cosine(v, @query) LIMIT ${neighbours + 1}`);
  const asBlob = (v) => Buffer.from(v.slice().buffer);
  await measure("sqlite-vec float, exact", (v) => nearestFloat.all(asBlob(v)).map((r) => r.id));
  await measure("sqlite-vec bit, 200 rescored by float", (v) => nearestBit.all({ query: asBlob(v) }).map((r) => r.id));
  db.close();

  const lance = await lancedb.connect(join(folder, "lance"));
  started = Date.now();
  let table;
  for (let first = 0; first < count; first += 10000) {
    const rows = Array.from({ length: Math.min(10000, count - first) }, (_, i) => ({ id: first + i, vector: Array.from(row(first + i)) }));
    if (table) await table.add(rows);
    else table = await lance.createTable("t", rows);
  }
  console.log(`LanceDB ingest ${Math.round(count / ((Date.now() - started) / 1000))} vectors/s, ${(sizeOf(join(folder, "lance")) / 1e6).toFixed(0)} MB`);
  const find = (q) => q.select(["id", "_distance"]).limit(neighbours + 1).toArray();
  const ids = (rows) => rows.map((r) => Number(r.id));
  await measure("LanceDB flat, exact", async (v) => ids(await find(table.query().nearestTo(Array.from(v)).distanceType("cosine"))));
  started = Date.now();
  await table.createIndex("vector", { config: lancedb.Index.ivfPq({ distanceType: "cosine" }) });
  console.log(`LanceDB IVF_PQ built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  for (const [probes, refine] of [[20, 10], [50, 20]]) {
    await measure(`LanceDB IVF_PQ, ${probes} probes, refine ${refine}`, async (v) =>
      ids(await find(table.query().nearestTo(Array.from(v)).distanceType("cosine").nprobes(probes).refineFactor(refine))));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
