// Reviewing from the keyboard, help, and the dialog of decisions.
const dialog = byId("dialog");
const closeDialog = () => dialog.close();
const openDialog = (title, ...children) => {
  dialog.replaceChildren(
    make("header", {}, make("h2", { id: "dialog-h", text: title }), button("×", closeDialog, { class: "close", "aria-label": "Close" })), ...children);
  dialog.showModal();
};
dialog.addEventListener("click", (event) => { if (event.target === dialog) closeDialog(); });

const KEYS = [
  ["n", "next finding"], ["p", "previous finding"], ["a", "accept: it is an error"], ["x", "false alarm"], ["f", "fixed in the text"], ["e", "write a note"],
  ["u", "undo"], ["o", "open or close the finding"], ["+", "add a finding to the selected words"], ["/", "search"], ["?", "this help"],
];
const KEYS_OFF = "mtaudit:keys-off";
const help = () => {
  const box = make("input", { type: "checkbox", id: "keys-on" });
  box.checked = kept.get(KEYS_OFF) !== "yes";
  box.addEventListener("change", () => kept.set(KEYS_OFF, box.checked ? "no" : "yes"));
  openDialog("Keyboard and help",
    make("table", { class: "keys" }, make("tbody", {}, ...KEYS.map(([key, what]) => make("tr", {}, make("th", { scope: "row" }, make("kbd", { text: key })), make("td", { text: what }))))),
    make("p", {}, make("label", { class: "check" }, box, " Single keys are on")),
    make("p", { class: "quiet", text: "A decision goes to the next finding. To add what the auditor missed, select words in a text. Decisions are kept in this browser; export them for the next run: mtaudit run --decisions FILE." }));
};
const share = () => {
  const author = make("input", { type: "text", id: "author", maxlength: 100, autocomplete: "name" });
  author.value = kept.get(AUTHOR) ?? "";
  author.addEventListener("change", () => kept.set(AUTHOR, author.value.trim()));
  const until = make("input", { type: "date", id: "expires" });
  until.value = kept.get(EXPIRES) ?? "";
  until.addEventListener("change", () => kept.set(EXPIRES, until.value));
  const file = make("input", { type: "file", id: "import", accept: ".jsonl,.ndjson,.json", class: "sr", tabindex: "-1", "aria-label": "File of decisions" });
  const said = make("p", { role: "status", class: "quiet", id: "imported" });
  file.addEventListener("change", async () => {
    if (file.files.length) said.textContent = importText(await file.files[0].text());
    file.value = "";
  });
  const tally_ = Object.entries(DONE).map(([value, [sign, label]]) => `${sign} ${findings.filter((f) => !f.added && judgementOf(f) === value).length} ${label}`);
  const added = findings.filter((f) => f.added && !f.withdrawn).length;
  const where = server.on ? "They are written to the file of the review server and kept in this browser." : kept.works
    ? "They are kept in this browser, for this run. Export them to hand them on or to have the next run respect them." : "This browser keeps nothing for this page: export them before you close it.";
  openDialog("Decisions",
    make("p", { text: [...tally_, `+ ${added} added`].join(" · ") }), make("p", { class: "quiet", text: where }),
    make("div", { class: "form" }, make("label", {}, "Your name, beside your decisions", author), make("label", {}, "New false alarms hold up to (for ever where empty)", until)),
    make("p", { class: "end" }, file,
      button("Import…", () => file.click(), { class: "button" }), button("Export", exportFile, { class: "button primary", id: "export" })), said);
};
byId("help").addEventListener("click", help);
byId("share").addEventListener("click", share);

let here = null; // the finding that keys act on
const keyDecide = (judgement) => {
  if (!here) { step(1); return; }
  const finding = here;
  const before = judgementOf(finding);
  decide(finding, judgement);
  if (before !== judgement) step(1, `${DONE[judgement][0]} ${DONE[judgement][1]}: ${finding.message}`);
};
const DO = {
  n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1),
  a: () => keyDecide("accept"), x: () => keyDecide("false-alarm"), f: () => keyDecide("fixed"),
  e: () => here && writeNote(here), u: undo, "+": () => askFinding(selected), "?": help,
  o: () => { const details = here && document.querySelector(`#c${here.n} details`); if (details) details.open = !details.open; },
  "/": () => byId("q").focus(),
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && anchor) { const link = anchor.querySelector("a"); hide(); link.focus({ preventScroll: true }); hide(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || event.target.closest("input, select, textarea")) return;
  if (!DO[event.key] || (kept.get(KEYS_OFF) === "yes" && event.key !== "?")) return;
  event.preventDefault();
  DO[event.key]();
});
