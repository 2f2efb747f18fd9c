// The data: the record of the run. The index is unpacked at the start, texts when a document is shown.
const unpack = async (id) => {
  const packed = atob(byId(id).content.textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i += 1) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};

let index = null;
const findings = []; // of the record, then those that reviewers added
const byPrint = new Map(); // fingerprint → finding
const docs = [];

const register = (finding) => {
  finding.n = findings.length;
  findings.push(finding);
  if (!byPrint.has(finding.fingerprint)) byPrint.set(finding.fingerprint, finding);
  const doc = docs[finding.at];
  if (!doc) return;
  doc.findings.push(finding);
  const rows = doc.byRow;
  if (finding.home === null) doc.loose.push(finding);
  else if (rows.has(finding.home)) rows.get(finding.home).push(finding);
  else rows.set(finding.home, [finding]);
};

const load = async () => {
  index = await unpack("index");
  const { summary } = index;
  summary.documents.forEach((entry, i) => docs.push({
    ...entry, i, name: `d${i + 1}`, scores: index.scores[i], languages: [entry.source_lang, entry.target_lang].filter(Boolean).map((l) => l.code).join(" → "),
    findings: [], loose: [], byRow: new Map(), counts: entry.findings, text: null, rows: null, lower: null,
  }));
  // Findings stand in the order of their documents, so that two documents with one id are told apart.
  const lines = (doc) => (doc ? doc.counts.total + doc.counts.suppressed : 0);
  let at = 0, left = lines(docs[0]);
  index.findings.forEach((finding, i) => {
    while (left === 0 && at < docs.length - 1) { at += 1; left = lines(docs[at]); }
    left -= 1;
    register({ ...finding, at, home: index.homes[i] });
  });
};

// Chunks of texts and segments.
const chunks = new Map();
const chunkOf = (i) => {
  let n = index.chunks.length - 1;
  while (n > 0 && index.chunks[n] > i) n -= 1;
  return n;
};
const loadChunk = (n) => {
  if (!chunks.has(n)) chunks.set(n, unpack(`chunk${n}`).then((chunk) => {
    chunk.texts.forEach((text, k) => {
      const doc = docs[index.chunks[n] + k];
      doc.text = text;
      doc.rows = chunk.segments[k];
      if (doc.rows.some((row) => row.back_translation !== null)) doc.hasBack = true;
      toUtf16(doc);
    });
  }));
  return chunks.get(n);
};
const ready = (wanted) => Promise.all([...new Set(wanted.map((doc) => chunkOf(doc.i)))].map(loadChunk));
const readyAll = () => Promise.all(index.chunks.map((_, n) => loadChunk(n)));

// Offsets of the record count code points, strings here count UTF-16 units: they differ after the first
// character outside the basic plane.
const ASTRAL = /[\u{10000}-\u{10ffff}]/u;
const unitsOf = (text) => {
  if (!text || !ASTRAL.test(text)) return (at) => at;
  const at = [0];
  for (const char of text) at.push(at[at.length - 1] + char.length);
  return (n) => at[Math.min(n, at.length - 1)];
};
const toUtf16 = (doc) => {
  doc.units = { source: unitsOf(doc.text.source), target: unitsOf(doc.text.target) };
  for (const row of doc.rows) for (const side of ["source", "target"]) if (row[side]) {
    row[side] = { start: doc.units[side](row[side].start), end: doc.units[side](row[side].end) };
  }
};
const spansOf = (finding) => finding.spans ?? [{ side: finding.side, start: finding.start, end: finding.end }];
const marksOf = (doc, side) => doc.findings.filter((f) => !f.withdrawn).flatMap((finding) => spansOf(finding)
  .map((span, k) => ({ span, first: k === 0 }))
  .filter(({ span }) => span.side === side)
  .map(({ span, first }) => ({ finding, first, start: doc.units[side](span.start), end: doc.units[side](span.end) })));
