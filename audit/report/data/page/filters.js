// Filters: one state, and what of the findings fits it. A filter that is null or empty lets everything pass.
const CONFIDENCE = { "0.9": "90 % or more", "0.7": "70 % or more", "0.5": "50 % or more", low: "under 50 %" };
const DECIDED = { none: "undecided", accept: "accepted", "false-alarm": "false alarm", fixed: "fixed", added: "added by a reviewer", new: "new since the baseline" };
const none = () => ({ q: "", sev: new Set(SEVERITIES), rule: "", check: "", type: "", confidence: "", decision: "", languages: "", doc: "", score: "", only: false });
const state = { ...none(), differences: true };
const shownNow = { count: 0, docs: [], narrowed: false, filtered: false };

const confident = (finding) => {
  const value = finding.confidence ?? 1;
  return state.confidence === "low" ? value < 0.5 : value >= Number(state.confidence);
};
const decidedAs = (finding) => {
  if (state.decision === "added") return finding.added === true || finding.code === "ADDED";
  if (state.decision === "new") return finding.baseline !== "unchanged";
  return (judgementOf(finding) ?? "none") === state.decision;
};
const binOf = (score) => (score === null || score === undefined ? null : Math.min(9, Math.floor(score * 10)));

// What the text of a row holds, in lower case, read once.
const lowerOf = (doc, i) => {
  doc.lower ??= [];
  const row = doc.rows[i];
  doc.lower[i] ??= [
    row.source && doc.text.source.slice(row.source.start, row.source.end), row.target && doc.text.target.slice(row.target.start, row.target.end), row.back_translation,
  ].filter(Boolean).join("\n").toLocaleLowerCase();
  return doc.lower[i];
};
const lowerFinding = (f) => {
  f.lower ??= [f.code, f.name, f.mqm, f.message, f.suggestion, f.text, ...f.evidence.flatMap((e) => [e.label, e.text])].filter(Boolean).join("\n").toLocaleLowerCase();
  return `${f.lower}\n${noteOf(f).toLocaleLowerCase()}`;
};

// Sets finding.on, doc.on and doc.hits, and counts what is on. With words to search, texts must be unpacked.
const sift = () => {
  const words = state.q.trim().toLocaleLowerCase();
  const wanted = state.doc.trim().toLocaleLowerCase();
  const exact = docs.some((doc) => doc.id === state.doc);
  const narrowed = state.sev.size < SEVERITIES.length || Boolean(state.rule || state.check || state.type || state.confidence || state.decision);
  for (const doc of docs) {
    const fits = !wanted || (exact ? doc.id === state.doc : doc.id.toLocaleLowerCase().includes(wanted));
    doc.inScope = fits && (!state.languages || doc.languages === state.languages);
    doc.hits = null;
    if (doc.inScope && words && doc.rows) doc.hits = new Set([...doc.rows.keys()].filter((i) => lowerOf(doc, i).includes(words)));
  }
  let on = 0;
  for (const f of findings) {
    const doc = docs[f.at];
    f.on = doc.inScope && (stands(f) || (f.suppressed && state.decision === "false-alarm")) && state.sev.has(f.severity)
      && (!state.rule || f.code === state.rule) && (!state.check || f.check === state.check) && (!state.type || f.mqm === state.type)
      && (!state.confidence || confident(f)) && (!state.decision || decidedAs(f))
      && (!state.score || String(binOf(doc.scores[f.home])) === state.score)
      && (!words || doc.hits?.has(f.home) || lowerFinding(f).includes(words));
    if (f.on) on += 1;
  }
  Object.assign(shownNow, { count: on, narrowed, filtered: narrowed || words !== "" || wanted !== "" || state.languages !== "" || state.score !== "" });
};

// The rows of a document that are shown.
const rowsOf = (doc) => {
  const out = [];
  for (let i = 0; i < doc.segments; i += 1) {
    if (state.score && String(binOf(doc.scores[i])) !== state.score) continue;
    const found = doc.byRow.get(i)?.some((f) => f.on) ?? false;
    const hit = doc.hits?.has(i) ?? false;
    if (found || (hit && !shownNow.narrowed && !state.only) || (!shownNow.narrowed && !state.only && !doc.hits)) out.push(i);
  }
  return out;
};

// Names of what is on, for the row of active filters: [key, text].
const activeFilters = () => {
  const out = [];
  if (state.q.trim()) out.push(["q", `“${state.q.trim()}”`]);
  if (state.sev.size < SEVERITIES.length) out.push(["sev", [...state.sev].join(", ") || "no severity"]);
  if (state.rule) out.push(["rule", index.rules[state.rule] ? `${state.rule} ${index.rules[state.rule].name}` : state.rule]);
  if (state.check) out.push(["check", `check: ${state.check}`]);
  if (state.type) out.push(["type", state.type.replace("/", ": ")]);
  if (state.confidence) out.push(["confidence", `confidence ${CONFIDENCE[state.confidence]}`]);
  if (state.decision) out.push(["decision", DECIDED[state.decision]]);
  if (state.languages) out.push(["languages", state.languages]);
  if (state.doc.trim()) out.push(["doc", state.doc.trim()]);
  if (state.score) out.push(["score", `segment score ${(state.score / 10).toFixed(1)}–${((Number(state.score) + 1) / 10).toFixed(1)}`]);
  if (state.only) out.push(["only", "segments with findings only"]);
  return out;
};
