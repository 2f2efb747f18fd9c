// What the auditor missed: a reviewer marks words and says what is wrong with them.
let selected = null; // {doc, row, side, start, end, text}
const adder = button("Add finding", () => askFinding(selected), { id: "adder", class: "button", hidden: true });
document.body.append(adder);

// Where a boundary of the selection lies in the text of a cell, whose text content is the text itself.
const offsetIn = (cell, node, at) => {
  const range = document.createRange();
  range.setStart(cell, 0);
  range.setEnd(node, at);
  return range.toString().length;
};
const readSelection = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const cell = (range.startContainer.nodeType === 3 ? range.startContainer.parentElement : range.startContainer).closest?.(".t[data-side]");
  if (!cell || !cell.contains(range.endContainer)) return null;
  const { doc, row } = cell.closest(".row").dataset;
  const { side } = cell.dataset;
  const base = Number(cell.dataset.at);
  const start = base + offsetIn(cell, range.startContainer, range.startOffset);
  const end = base + offsetIn(cell, range.endContainer, range.endOffset);
  const text = docs[doc].text[side].slice(start, end);
  return text.trim() ? { doc: docs[doc], row: Number(row), side, start, end, text } : null;
};
document.addEventListener("selectionchange", () => {
  selected = readSelection();
  adder.hidden = !selected;
  if (!selected) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  adder.style.left = `${Math.max(8, Math.min(box.left, root.clientWidth - 130)) + scrollX}px`;
  adder.style.top = `${box.bottom + 6 + scrollY}px`;
});
adder.addEventListener("mousedown", (event) => event.preventDefault()); // keep the selection

// The same words at the same place are the same finding, whoever adds it.
const fingerprintOf = (text) => {
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  return `added-${(a >>> 0).toString(16).padStart(8, "0")}${(b >>> 0).toString(16).padStart(8, "0")}`;
};
const codePoints = (text, end) => [...text.slice(0, end)].length;

const addFinding = ({ doc, row, side, start, end }, type, severity, note, suggestion) => {
  const text = doc.text[side];
  const around = [text.slice(Math.max(0, start - 40), start), text.slice(end, end + 40)];
  const fingerprint = fingerprintOf([doc.id, side, around[0], text.slice(start, end), around[1], type].join("\u001f"));
  const added = {
    doc: doc.id, side, start: codePoints(text, start), end: codePoints(text, end), text: text.slice(start, end), before: around[0], after: around[1],
    severity, mqm: type, segment: row, suggestion: suggestion || null,
  };
  record({ fingerprint, doc: doc.id, code: "ADDED", text: added.text }, { decision: "accept", note, added });
  doc.cells = null;
  redraw(true).then(() => goTo(byPrint.get(fingerprint)));
};

const askFinding = (place) => {
  if (!place) { toast("Select the words that are wrong first, in a translation or in a source."); return; }
  adder.hidden = true;
  const type = make("select", { id: "add-type" }, ...index.types.map((t) => make("option", { value: t, text: t.replace("/", ": "), selected: t === "Accuracy/Mistranslation" })));
  const severity = make("select", { id: "add-severity" }, ...SEVERITIES.map((s) => make("option", { value: s, text: `${SHAPES[s]} ${s}`, selected: s === "major" })));
  const note = make("textarea", { id: "add-note", rows: 2, maxlength: 4000 });
  const suggestion = make("input", { id: "add-suggestion", type: "text", autocomplete: "off" });
  openDialog("Add a finding",
    make("p", {}, make("mark", { class: "m major" }, shown(place.text.length > 300 ? `${place.text.slice(0, 300)}…` : place.text, IN_MARK))),
    make("div", { class: "form" },
      make("label", {}, "Error type", type), make("label", {}, "Severity", severity),
      make("label", {}, "What is wrong", note), make("label", {}, "Suggestion", suggestion)),
    make("p", { class: "end" },
      button("Cancel", closeDialog, { class: "button" }),
      button("Add", () => { closeDialog(); getSelection().removeAllRanges(); addFinding(place, type.value, severity.value, note.value.trim(), suggestion.value); }, { class: "button primary", id: "add-ok" })));
  type.focus();
};
