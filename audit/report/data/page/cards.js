// A finding under its segment: a line that opens to all that is known of it, and what an editor can say of it.
const linkOf = (finding) => `f-${encodeURIComponent(finding.fingerprint)}`;
const ACTIONS = [["accept", "✓", "Accept", "a"], ["false-alarm", "✕", "False alarm", "x"], ["fixed", "✔", "Fixed", "f"]];
const DONE = { accept: ["✓", "accepted"], "false-alarm": ["✕", "false alarm"], fixed: ["✔", "fixed"] };

const facts = (finding) => {
  const out = [make("b", {}, shown(finding.name)), finding.mqm.replace("/", ": ")];
  if (finding.confidence !== null) out.push(`confidence ${percent(finding.confidence)}`);
  if (finding.spans) out.push(`marked at ${number(finding.spans.length)} places`);
  if (finding.added) out.push(`added by ${decisions.get(finding.fingerprint)?.author || "a reviewer"}`);
  if (byId(`rule-${finding.code}`)) out.push(make("a", { class: "about", href: `#rule-${finding.code}`, text: `about ${finding.code}` }));
  out.push(make("a", { href: `#${linkOf(finding)}`, text: "link" }));
  return make("p", { class: "kind" }, ...out.map((fact) => make("span", {}, fact)));
};
const grounds = (finding) => {
  const rows = finding.evidence.map((e) => make("div", {}, make("dt", {}, shown(e.label)), make("dd", { dir: "auto" }, shown(e.text))));
  if (finding.suggestion !== null) {
    const old = finding.text ? make("del", { dir: "auto" }, shown(finding.text)) : null;
    const fresh = finding.suggestion ? make("ins", { dir: "auto" }, shown(finding.suggestion)) : "delete it";
    rows.push(make("div", { class: "fix" }, make("dt", { text: "suggestion" }), make("dd", {}, old, old ? " " : null, fresh)));
  }
  return rows.length ? make("dl", {}, ...rows) : null;
};
const bodyOf = (finding) => {
  const copy = !literal(finding) || finding.side !== "target" ? null
    : make("p", { class: "copy" }, button("Copy corrected sentence", () => copyText(correctedRow(finding), "The corrected sentence is copied."), { class: "button" }));
  return make("div", { class: "body" }, facts(finding), grounds(finding), copy);
};

const actionsOf = (finding) => {
  const judgement = judgementOf(finding);
  const made = ACTIONS.map(([value, sign, label, key]) => button("", () => decide(finding, value), {
    class: `act ${value}`, "aria-pressed": String(judgement === value), title: `${label} (${key})`,
  }));
  made.forEach((element, i) => element.append(make("span", { "aria-hidden": "true", text: ACTIONS[i][1] }), ` ${ACTIONS[i][2]}`));
  made.push(button(noteOf(finding) ? "Edit note" : "Note", (event) => writeNote(finding, event.currentTarget), { class: "act", title: "Note (e)" }));
  return make("div", { class: "acts", role: "group", "aria-label": "Decision" }, ...made);
};
const writeNote = (finding, from) => {
  const acts = from?.closest?.(".acts") ?? document.querySelector(`#c${finding.n} .acts`);
  if (!acts || acts.parentNode.querySelector(".noting")) return;
  const area = make("textarea", { rows: 2, "aria-label": "Note", maxlength: 4000 });
  area.value = noteOf(finding);
  const close = (save) => { box.remove(); if (save) annotate(finding, area.value.trim()); else refresh(finding); };
  const box = make("div", { class: "noting" }, area, button("Save", () => close(true), { class: "button" }), button("Cancel", () => close(false), { class: "button" }));
  area.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") { close(false); focusCard(finding); }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); close(true); focusCard(finding); }
  });
  acts.after(box);
  area.focus();
};

const opened = new Set(); // findings whose cards stay open when their row is drawn again
const cardOf = (finding) => {
  const judgement = judgementOf(finding);
  const done = judgement ? make("span", { class: `done ${judgement}` }, make("span", { "aria-hidden": "true", text: DONE[judgement][0] }), ` ${DONE[judgement][1]}`) : null;
  const details = make("details", { open: opened.has(finding) },
    make("summary", {}, badge(finding.severity), " ", make("code", { text: finding.code }), " ", make("span", { class: "msg" }, shown(finding.message)),
      finding.baseline === "unchanged" ? make("span", { class: "quiet", text: "known to the baseline" }) : null, done));
  const fill = () => { if (details.open && !details.querySelector(".body")) details.append(bodyOf(finding)); };
  fill();
  details.addEventListener("toggle", () => {
    if (!details.isConnected) return; // told late of a card that has been drawn again
    if (details.open) opened.add(finding); else opened.delete(finding);
    fill();
  });
  const note = noteOf(finding) && !finding.added ? make("p", { class: "note" }, shown(noteOf(finding))) : null;
  return make("div", {
    class: `card ${finding.severity}${judgement ? ` is-${judgement}` : ""}${finding === here ? " here" : ""}`, id: `c${finding.n}`,
    data: { n: finding.n, code: finding.code },
  }, details, actionsOf(finding), note);
};
// Draws one card again, where it is.
const refresh = (finding) => {
  const old = byId(`c${finding.n}`);
  if (!old) return;
  const focused = old.contains(document.activeElement);
  old.replaceWith(cardOf(finding));
  if (focused) focusCard(finding);
};
const focusCard = (finding) => document.querySelector(`#c${finding.n} summary`)?.focus({ preventScroll: true });

// Corrected texts. A suggestion such as «…» shows how it is written, and is no text to put there.
const literal = (f) => f.suggestion !== null && (!f.suggestion.includes("…") || f.text.includes("…"));
const corrected = (doc, found, from, to) => {
  const text = doc.text.target;
  const edits = found.filter(literal).flatMap((f) => spansOf(f)
    .filter((s) => s.side === "target").map((s) => ({ start: doc.units.target(s.start), end: doc.units.target(s.end), by: f.suggestion })))
    .filter((e) => e.start >= from && e.end <= to).sort((a, b) => a.start - b.start || a.end - b.end);
  let out = "", at = from;
  for (const edit of edits) {
    if (edit.start < at) continue; // overlaps the one before
    out += text.slice(at, edit.start) + edit.by;
    at = edit.end;
  }
  return out + text.slice(at, to);
};
const correctedRow = (finding) => {
  const doc = docs[finding.at];
  const place = doc.rows[finding.home]?.target;
  return place ? corrected(doc, [finding], place.start, place.end) : finding.suggestion;
};
const copyDocument = (doc) => {
  const accepted = doc.findings.filter((f) => isConfirmed(f) && literal(f));
  copyText(corrected(doc, accepted, 0, doc.text.target.length),
    accepted.length ? `The text is copied with ${count(accepted.length, "accepted suggestion")}.` : "The text is copied as it is: no suggestion has been accepted yet.");
};
const copyText = async (text, said) => {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = make("textarea", { class: "sr", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(said);
};
