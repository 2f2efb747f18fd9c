// The table of documents: sorts by its heads, the worst first to begin with, and follows the filter.
const table = document.querySelector(".docs");
const SORTS = [(d) => d.id, (d) => d.languages, (d) => d.words, (d) => d.now.score ?? 1e9, (d) => d.now.found.length, (d) => d.level];
let sortBy = 3, upwards = true, most = 100;
const drawDocuments = () => {
  const found = new Map();
  for (const f of findings) if (f.on && counts(f)) { if (found.has(f.at)) found.get(f.at).push(f); else found.set(f.at, [f]); }
  for (const doc of docs) {
    const mine = found.get(doc.i) ?? [];
    doc.now = { found: mine, score: scoreOf(mine, doc.words).calibrated };
  }
  const value = SORTS[sortBy];
  const order = (a, b) => (upwards ? 1 : -1) * (typeof value(a) === "number" ? value(a) - value(b) : value(a).localeCompare(value(b))) || a.i - b.i;
  const shownDocs = docs.filter((doc) => doc.inScope && (!shownNow.narrowed && !doc.hits && !state.score || doc.now.found.length || doc.hits?.size)).sort(order);
  const rows = shownDocs.slice(0, most).map((doc) => make("tr", {},
    make("th", { scope: "row" }, make("a", { href: hrefOf(doc) }, shown(doc.id))),
    make("td", { text: doc.languages }),
    make("td", { class: "num", text: number(doc.words) }),
    make("td", { class: `num${doc.now.score !== null && doc.now.score < index.scoring.threshold ? " low" : ""}`, text: number(doc.now.score, 1), data: { v: doc.now.score ?? 1e9 } }),
    make("td", {}, make("span", { class: "badges" }, ...badges(tally(doc.now.found)))),
    make("td", { text: LEVELS[doc.level] })));
  if (shownDocs.length > most) rows.push(make("tr", {}, make("td", { colspan: 6 },
    button(`Show more of ${count(shownDocs.length, "document")}`, () => { most += 200; drawDocuments(); }, { class: "button" }))));
  if (!rows.length) rows.push(make("tr", {}, make("td", { colspan: 6, text: docs.length ? "No document fits the filters." : "No document was audited." })));
  table.tBodies[0].replaceChildren(...rows);
};
const heads = all("thead th", table);
const markSorted = () => heads.forEach((head, k) => {
  if (k === sortBy) head.setAttribute("aria-sort", upwards ? "ascending" : "descending"); else head.removeAttribute("aria-sort");
});
heads.forEach((head, k) => head.replaceChildren(button(head.textContent, () => {
  upwards = sortBy === k ? !upwards : k < 2 || k === 3;
  sortBy = k;
  markSorted();
  drawDocuments();
})));
markSorted();
