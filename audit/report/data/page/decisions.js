// An editor's decisions: a record of JSON Lines each, the latest on a fingerprint holds. Kept in the browser at
// once; exported, imported, and sent to `mtaudit review` where that serves the page.
const JUDGEMENTS = ["accept", "false-alarm", "fixed", "open"];
const KEY = `mtaudit:run:${RUN}:decisions`;
const AUTHOR = "mtaudit:author";
const EXPIRES = "mtaudit:expires";
const decisions = new Map(); // fingerprint → latest record
const past = []; // [finding, what held before], for undo

const judgementOf = (finding) => {
  const judgement = decisions.get(finding.fingerprint)?.decision ?? (finding.suppressed ? "false-alarm" : finding.decision?.decision ?? null);
  return judgement === "open" ? null : judgement;
};
const noteOf = (finding) => decisions.get(finding.fingerprint)?.note ?? finding.decision?.note ?? finding.suppressed?.reason ?? "";
const isConfirmed = (finding) => ["accept", "fixed"].includes(judgementOf(finding));

const keepAll = () => {
  if (!kept.set(KEY, JSON.stringify([...decisions.values()])))
    toast("This browser keeps nothing for this page: export your decisions before you close it.");
};

// Whether a record of a file or of the store is one.
const isRecord = (r) => r !== null && typeof r === "object" && typeof r.fingerprint === "string" && JUDGEMENTS.includes(r.decision)
  && ["note", "author", "date"].every((key) => typeof (r[key] ?? "") === "string")
  && (r.added === undefined || isAdded(r.added));
const isAdded = (a) => a !== null && typeof a === "object" && typeof a.doc === "string" && ["source", "target"].includes(a.side)
  && Number.isInteger(a.start) && Number.isInteger(a.end) && a.start >= 0 && a.end > a.start && SEVERITIES.includes(a.severity) && typeof a.mqm === "string" && typeof a.text === "string";

// Takes records in; of two on one finding the later holds. Returns how many were news.
const takeIn = (records) => {
  let news = 0;
  for (const record of records) {
    const known = decisions.get(record.fingerprint);
    if (known && (known.date ?? "") >= (record.date ?? "")) continue;
    decisions.set(record.fingerprint, record);
    if (record.added) showAdded(record);
    news += 1;
  }
  return news;
};
const loadKept = () => {
  try { return takeIn(JSON.parse(kept.get(KEY) ?? "[]").filter(isRecord)); } catch { return 0; }
};

// Whether a finding is one of the report: neither taken back, nor suppressed when the report was made.
const stands = (f) => !f.withdrawn && !(f.suppressed && judgementOf(f) === "false-alarm");

// A finding that a reviewer added, drawn like those of the record.
const showAdded = (record) => {
  const known = byPrint.get(record.fingerprint);
  const withdrawn = record.decision === "open" || record.decision === "false-alarm";
  if (known) { known.withdrawn = withdrawn; return; }
  const { added } = record;
  const at = docs.findIndex((doc) => doc.id === added.doc);
  if (at < 0) return;
  register({
    doc: added.doc, check: "other", code: "ADDED", name: "added by a reviewer", evidence: [], suggestion: added.suggestion ?? null, confidence: null,
    side: added.side, start: added.start, end: added.end, severity: added.severity, mqm: added.mqm, text: added.text,
    message: record.note || "added by a reviewer", segment: added.segment ?? null, fingerprint: record.fingerprint, added: true, withdrawn, at,
    home: Number.isInteger(added.segment) && added.segment < docs[at].segments ? added.segment : null,
  });
};

const record = (finding, change) => {
  const before = decisions.get(finding.fingerprint);
  const made = {
    fingerprint: finding.fingerprint, decision: judgementOf(finding) ?? "open", note: noteOf(finding), author: kept.get(AUTHOR) ?? "",
    date: new Date().toISOString(), expires: null, doc: finding.doc, code: finding.code, text: finding.text.slice(0, 200),
    ...(before?.added ? { added: before.added } : {}), ...change,
  };
  made.expires = made.decision !== "false-alarm" ? null : change.decision ? kept.get(EXPIRES) || null : before?.expires ?? null;
  decisions.set(finding.fingerprint, made);
  if (made.added) { showAdded(made); finding.message = made.note || "added by a reviewer"; finding.lower = null; }
  keepAll();
  send([made]);
  return before;
};
const decide = (finding, judgement) => {
  past.push([finding, { decision: judgementOf(finding) ?? "open", note: noteOf(finding) }]);
  record(finding, { decision: judgementOf(finding) === judgement ? "open" : judgement });
  decided(finding);
};
const annotate = (finding, note) => {
  if (note === noteOf(finding)) return;
  past.push([finding, { decision: judgementOf(finding) ?? "open", note: noteOf(finding) }]);
  record(finding, { note });
  decided(finding);
};
const undo = () => {
  const last = past.pop();
  if (!last) { toast("There is nothing to undo."); return; }
  record(last[0], last[1]);
  decided(last[0]);
  goTo(last[0]);
  toast("Undone.");
};

// Files.
const asLines = () => [...decisions.values()].sort((a, b) => (a.date < b.date ? -1 : 1)).map((r) => `${JSON.stringify(r)}\n`).join("");
const exportFile = () => {
  const url = URL.createObjectURL(new Blob([asLines()], { type: "application/x-ndjson" }));
  make("a", { href: url, download: "mtaudit-decisions.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
const importText = (text) => {
  const records = [];
  let wrong = 0;
  for (const line of text.split("\n").filter((l) => l.trim())) {
    let made = null;
    try { made = JSON.parse(line); } catch { /* counted below */ }
    if (isRecord(made)) records.push(made); else wrong += 1;
  }
  const news = takeIn(records);
  keepAll();
  if (news) send(records);
  const strangers = records.filter((r) => !byPrint.has(r.fingerprint)).length;
  redraw();
  return `${count(records.length, "decision")} read, ${news} new`
    + (strangers ? `; ${strangers} on findings that are not in this report` : "")
    + (wrong ? `; ${count(wrong, "line")} could not be read` : "") + ".";
};

// Another window of this browser has decided something.
addEventListener("storage", (event) => {
  if (event.key === KEY && index && loadKept()) redraw();
});
