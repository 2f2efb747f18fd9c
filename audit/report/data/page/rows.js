// One document's head, one segment's row.
const HEADS = { source: "Source", target: "Translation", back: "Back-translation" };
const MISSING = { source: "nothing in the source answers to this", target: "nothing in the translation answers to this" };
const LABELS = { chrf: "chrF", bleu: "BLEU", back_cosine: "back cosine", back_likeness: "back likeness" };
const ONE_DIGIT = ["chrf", "bleu"];
const LEVELS = ["", "target alone", "source and target", "source, target and back-translation"];
const ORIGINS = { option: "as given", input: "from the input", "file name": "from the file name", unknown: "unknown" };

const columnsOf = (doc) => [doc.text.source !== null ? "source" : null, "target", doc.hasBack ? "back" : null].filter(Boolean);
const cellsFor = (doc) => {
  doc.cells ??= Object.fromEntries(["source", "target"].map((side) =>
    [side, cellsOf(doc.text[side] ?? "", doc.rows.map((row) => row[side]), marksOf(doc, side))]));
  return doc.cells;
};
const langOf = (doc, column) => (column === "target" ? doc.target_lang : doc.source_lang)?.code ?? "und";

const languageFact = (label, language) => make("span", {}, `${label} `, make("b", { text: language.code }),
  ` (${language.origin === "detected" ? `detected, ${percent(language.confidence)} sure` : ORIGINS[language.origin] ?? language.origin})`);
const missingNote = (n) => make("li", {}, make("strong", { text: n.need }), ": ", shown(n.reason), ".",
  n.remedy ? make("span", { class: "remedy" }, " To get it: ", make("code", {}, shown(n.remedy))) : null,
  n.codes.length ? make("span", { class: "codes", text: n.codes.join(", ") }) : null);

const headElement = (doc, part) => {
  const known = doc.source_lang ? [languageFact("source", doc.source_lang)] : [];
  const said = [...known, languageFact("translation", doc.target_lang), count(doc.words, "word"), `judged on ${LEVELS[doc.level]}`];
  if (doc.estimate) said.push(`estimated quality ${number(doc.estimate.score, 2)}${between(doc.estimate.low, doc.estimate.high)}${doc.estimate.calibrated ? "" : ", not calibrated"}`);
  const found = doc.findings.filter(counts);
  const notes = [...doc.notes.map((note) => make("li", {}, shown(note))), ...doc.not_judged.map(missingNote)];
  return make("article", { class: "item doc", id: part ? null : doc.name, "aria-labelledby": `${doc.name}h${part}` },
    make("header", { class: "dochead" },
      make("div", { class: "doctitle" },
        make("h3", { id: `${doc.name}h${part}` }, make("a", { href: `#${doc.name}` }, shown(doc.id)), part ? make("span", { class: "quiet", text: ` part ${part + 1}` }) : null),
        doc.path && doc.path !== doc.id ? make("span", { class: "path" }, shown(doc.path)) : null),
      make("div", { class: "docsum" }, ...badges(tally(found)),
        make("span", { class: "docscore", title: "calibrated quality score", text: number(scoreOf(found, doc.words).calibrated, 1) }),
        button("Copy corrected text", () => copyDocument(doc), { class: "button", title: "the translation with the suggestions that were accepted" })),
      make("p", { class: "facts" }, ...said.map((fact) => make("span", {}, fact))),
      notes.length ? make("details", { class: "docnotes" }, make("summary", { text: `${count(notes.length, "note")} on what could be judged` }), make("ul", {}, ...notes)) : null,
      doc.loose.some((f) => f.on) && !part ? make("div", { class: "cards loose" }, ...doc.loose.filter((f) => f.on).map(cardOf)) : null),
    doc.segments ? make("div", { class: `heads cols${columnsOf(doc).length}`, "aria-hidden": "true" }, make("div"), ...columnsOf(doc).map((c) => make("div", { text: HEADS[c] }))) : make("p", { class: "empty", text: "There is no text here." }));
};

const differencesOf = (doc, row, side) => {
  if (!state.differences || !row.differences) return [];
  const unit = side === "source" ? doc.units.source : unitsOf(row.back_translation);
  return row.differences.filter((d) => d.side === side).map((d) => ({ ...d, start: unit(d.start), end: unit(d.end) }));
};
const textCell = (doc, i, side) => {
  const cell = cellsFor(doc)[side][i];
  if (!cell) return make("div", { class: "tx none", data: { label: HEADS[side] }, text: MISSING[side] });
  const text = make("div", { class: "t", lang: langOf(doc, side), dir: "auto", data: { side, at: cell.start } },
    drawn(doc.text[side], cell, differencesOf(doc, doc.rows[i], side)));
  return make("div", { class: "tx", data: { label: HEADS[side] } }, text);
};
const backCell = (doc, i) => {
  const row = doc.rows[i];
  const data = { label: HEADS.back };
  if (row.back_translation === null) return make("div", { class: "tx back none", data, text: "not translated back" });
  const cell = { start: 0, end: row.back_translation.length, marks: [] };
  const unknown = row.unknown.length
    ? make("p", { class: "unknown" }, "Unknown to the engine: ", make("span", { lang: doc.target_lang.code }, shown(row.unknown.join(", ")))) : null;
  const others = row.also.flatMap((other) => [
    make("p", { class: "engine" }, shown(other.engine)),
    make("div", { class: "t", lang: langOf(doc, "back"), dir: "auto" }, shown(other.text)),
  ]);
  return make("div", { class: "tx back", data },
    others.length ? make("p", { class: "engine" }, shown(row.engine ?? "")) : null,
    make("div", { class: "t", lang: langOf(doc, "back"), dir: "auto" }, drawn(row.back_translation, cell, differencesOf(doc, row, "back"))), unknown, ...others);
};
// A measure with an interval ("score_low", "score_high") shows it beside the figure.
const between = (low, high) => (low === undefined || low === null ? "" : ` (${number(low, 2)}–${number(high, 2)})`);
const measureOf = ([name, value], measures) => make("span", {}, `${LABELS[name] ?? name} `,
  make("b", { text: number(value, ONE_DIGIT.includes(name) ? 1 : 2) }), between(measures[`${name}_low`], measures[`${name}_high`]));

const rowElement = (doc, i) => {
  const row = doc.rows[i];
  const columns = columnsOf(doc);
  const here = `${doc.name}s${i}`;
  const found = (doc.byRow.get(i) ?? []).filter((f) => f.on);
  // "likeness" is "cosine" put on a scale that can be read; the document says whether scores are calibrated.
  const measures = Object.entries(row.measures).filter(([name]) => !/_(low|high)$|cosine$|^calibrated$/.test(name));
  return make("article", { class: `item row cols${columns.length}${row.kind === "prose" ? "" : ` k-${row.kind.split(" ")[0]}`}`, id: here, "aria-label": `Segment ${i + 1} of ${doc.id}`, "aria-posinset": i + 1, "aria-setsize": doc.segments, data: { doc: doc.i, row: i } },
    make("div", { class: "line" },
      make("div", { class: "no" }, make("a", { href: `#${here}`, text: number(i + 1), "aria-label": `Segment ${i + 1}` })),
      ...columns.map((column) => (column === "back" ? backCell(doc, i) : textCell(doc, i, column)))),
    found.length || measures.length ? make("div", { class: "under" },
      make("div", { class: "cards" }, ...found.map(cardOf)),
      measures.length ? make("p", { class: "measures" }, ...measures.map((measure) => measureOf(measure, row.measures))) : null) : null);
};
