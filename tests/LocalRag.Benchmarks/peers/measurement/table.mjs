const figures = [
  { job: "ask", name: "time to first token", unit: "ms", of: (result) => result.first },
  { job: "ask", name: "output tokens per second", unit: "", of: (result) => ((result.tokens - 1) * 1000) / (result.total - result.first), keep: (result) => result.tokens >= 16, moreIsBetter: true },
  { job: "ask", name: "whole answer", unit: "ms", of: (result) => result.total },
  { job: "askTogether", name: "questions per second, four at once", unit: "", of: (result) => (1000 * result.answers) / result.total, moreIsBetter: true },
  { job: "embed", name: "embed one passage", unit: "ms", of: (result) => result.total },
  { job: "embedMany", name: "embed many passages", unit: "ms each", of: (result) => result.total / result.vectors.length },
  { job: "dense", name: "search by vector", unit: "ms", of: (result) => result.total },
  { job: "hybrid", name: "search by vector and words", unit: "ms", of: (result) => result.total },
];

/** Returns Markdown: each program's median with its range, and how many times as fast localrag is, as the median of the ratios of the single jobs (below 1 the other is faster). */
export function table(results, setup) {
  const { prompts, passages, chunks } = setup.material;
  const lines = [
    `${results.date}; ${results.processor}; ${setup.threads} threads; load ${results.load.map((load) => load.toFixed(1)).join(" before, ")} after; ` +
      `${prompts.length} prompts, ${passages.length} passages and ${chunks.length} chunks to choose from.`,
    "",
    "| figure | program | median | range | n | speed of localrag against it |",
    "|---|---|---|---|---|---|",
  ];
  for (const figure of figures.filter((figure) => results[figure.job])) {
    const [ours] = Object.values(results[figure.job]);
    for (const [name, theirs] of Object.entries(results[figure.job])) {
      const pairs = theirs.map((their, i) => [ours[i], their]).filter(([our, their]) => !figure.keep || (figure.keep(our) && figure.keep(their)));
      const values = sorted(pairs.map(([, their]) => figure.of(their)));
      const ratios = sorted(pairs.map(([our, their]) => (figure.moreIsBetter ? figure.of(our) / figure.of(their) : figure.of(their) / figure.of(our))));
      const ratio = theirs === ours ? "" : `${text(median(ratios))} times (${text(ratios[0])} to ${text(ratios.at(-1))})`;
      lines.push(`| ${figure.name} | ${name} | ${text(median(values))} ${figure.unit} | ${text(values[0])} to ${text(values.at(-1))} | ${values.length} | ${ratio} |`);
    }
  }

  return [...lines, "", ...checks(results)].join("\n");
}

/** Returns whether the programs did the same work. */
function checks(results) {
  const lines = [];
  const [answers] = Object.values(results.ask);
  for (const [name, theirs] of Object.entries(results.ask)) {
    const same = theirs.filter((their, i) => their.text.trim() === answers[i].text.trim()).length;
    lines.push(`- ${name}: ${median(sorted(theirs.map((their) => their.promptTokens)))} prompt tokens and ${median(sorted(theirs.map((their) => their.tokens)))} output tokens (medians); ${same} of ${theirs.length} answers equal to localrag's.`);
  }

  if (!results.embed) {
    return lines;
  }

  const [ours, encoder] = Object.values(results.embed);
  lines.push(`- Embeddings, one passage at a time: least cosine between the two programs ${Math.min(...ours.map((our, i) => cosine(our.vectors[0], encoder[i].vectors[0]))).toFixed(5)}.`);
  const [found, store] = Object.values(results.dense);
  lines.push(`- Search by vector: ${(100 * found.flatMap((our, i) => our.found.map((id) => Number(store[i].found.includes(id)))).reduce((sum, hit, _, all) => sum + hit / all.length, 0)).toFixed(1)}% of the ten best are the same chunks.`);
  return lines;
}

function cosine(a, b) {
  const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

const sorted = (values) => values.toSorted((a, b) => a - b);

function median(values) {
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

const text = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
