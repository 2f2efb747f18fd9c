// The texts: one page of rows at a time, of which only those in view are in the document. One tall list of all
// rows would meet the browser's limit of height near 200,000 rows, so a page holds at most PAGE of them.
const PAGE = 2000;
const OVERSCAN = 600; // pixels drawn above and below the view
const NOTHING = [];
let pages = []; // [[{doc, i, part}]], i −1 for the head of a document
let page = 0;
let items = [];
let heights = [], offsets = [0];
let first = 0, last = 0; // drawn: items[first..last)
const feed = byId("feed");
const main = document.querySelector("main");
feed.setAttribute("role", "feed");
feed.setAttribute("aria-labelledby", "texts-h");
const windowOf = make("div", { class: "window", role: "presentation" });
feed.append(windowOf);

const paginate = () => {
  pages = [];
  if (index.parts) return; // the texts are in other files
  let current = [];
  const flush = () => { if (current.length) pages.push(current); current = []; };
  for (const doc of docs) {
    const rows = doc.inScope ? rowsOf(doc) : [];
    const loose = doc.loose.some((f) => f.on);
    if (!doc.inScope || (!rows.length && !loose && (shownNow.filtered || state.only))) continue;
    if (current.length && current.length + rows.length > PAGE) flush();
    for (let at = 0, part = 0; at === 0 || at < rows.length; at += PAGE, part += 1) {
      if (part) flush();
      current.push({ doc, i: -1, part }, ...rows.slice(at, at + PAGE).map((i) => ({ doc, i, part })));
    }
  }
  flush();
};

const estimate = ({ doc, i }) => {
  if (i < 0) return 150;
  const row = doc.rows[i];
  const wide = Math.max(...["source", "target"].map((side) => (row[side] ? row[side].end - row[side].start : 0)));
  const perLine = Math.max(20, main.clientWidth / (innerWidth > 860 ? columnsOf(doc).length : 1) / 8);
  return 40 + 25 * Math.ceil(wide / perLine) + 31 * (doc.byRow.get(i)?.length ?? 0);
};
const place = (from = 0) => {
  offsets.length = items.length + 1;
  for (let k = from; k < items.length; k += 1) offsets[k + 1] = offsets[k] + heights[k];
  feed.style.height = `${offsets[items.length]}px`;
};
const itemAt = (y) => { // the item that holds a height of the list
  let low = 0, high = items.length;
  while (low < high) { const mid = (low + high) >> 1; if (offsets[mid + 1] <= y) low = mid + 1; else high = mid; }
  return low;
};
const top = () => feed.getBoundingClientRect().top + scrollY;
const under = () => byId("sticky").getBoundingClientRect().bottom; // where texts begin to be seen

const elementOf = (item) => (item.i < 0 ? headElement(item.doc, item.part) : rowElement(item.doc, item.i));
const observer = new ResizeObserver(() => measure());
const measure = () => {
  const anchor = itemAt(scrollY - top());
  const before = offsets[anchor] ?? 0;
  let from = -1;
  [...windowOf.children].forEach((element, k) => {
    const height = element.getBoundingClientRect().height;
    if (Math.abs(heights[first + k] - height) < 0.5) return;
    heights[first + k] = height;
    if (from < 0) from = first + k;
  });
  if (from < 0) return false;
  place(from);
  windowOf.style.top = `${offsets[first]}px`;
  // What is being read stays where it is when something above it turns out taller than was thought.
  const moved = offsets[anchor] - before;
  if (Math.abs(moved) >= 1 && from < anchor) scrollBy({ top: moved, behavior: "instant" });
  return true;
};
const add = (k, where) => {
  const element = elementOf(items[k]);
  windowOf[where](element);
  observer.observe(element);
};
const drop = (element) => { observer.unobserve(element); element.remove(); };
const draw = () => {
  if (!items.length || feed.offsetParent === null) { stick(); return; }
  for (let round = 0; round < 4; round += 1) {
    const y = scrollY - top();
    const from = itemAt(y - OVERSCAN), to = Math.min(items.length, itemAt(y + innerHeight + OVERSCAN) + 1);
    if (from >= last || to <= first) { [...windowOf.children].forEach(drop); first = from; last = from; }
    while (first < from) { drop(windowOf.firstElementChild); first += 1; }
    while (last > to) { drop(windowOf.lastElementChild); last -= 1; }
    while (first > from) { first -= 1; add(first, "prepend"); }
    while (last < to) { add(last, "append"); last += 1; }
    windowOf.style.top = `${offsets[first]}px`;
    if (!measure()) break;
  }
  stick();
};
// The bar that says which document and columns are in view.
const stick = () => {
  const bar = byId("sticky");
  const item = items[Math.min(items.length - 1, itemAt(under() + scrollY - top()))];
  bar.hidden = !item || scrollY + under() < top() + 60;
  if (!item || bar.hidden) return;
  const columns = columnsOf(item.doc);
  bar.className = `heads cols${columns.length}`;
  bar.replaceChildren(make("div"), ...columns.map((c, k) => make("div", {}, HEADS[c], k === columns.length - 1 ? make("b", {}, shown(item.doc.id)) : null)));
};

const drawPage = async (keep = false) => {
  const wanted = pages[page] ?? NOTHING;
  await ready([...new Set(wanted.map((item) => item.doc))]);
  if (wanted !== (pages[page] ?? NOTHING)) return; // another page is wanted by now
  [...windowOf.children].forEach(drop);
  items = wanted;
  first = 0; last = 0;
  heights = items.map(estimate);
  place();
  pager();
  byId("nothing").hidden = items.length > 0 || docs.length === 0 || Boolean(index.parts);
  if (!keep && view === "texts") scrollTo({ top: 0, behavior: "instant" });
  draw();
};
const turn = async (to) => {
  page = Math.max(0, Math.min(pages.length - 1, to));
  await drawPage();
};
const pager = () => {
  const bar = byId("pages");
  if (index.parts) { listParts(bar); return; }
  bar.hidden = pages.length < 2;
  if (bar.hidden) return;
  const ids = [...new Set((pages[page] ?? []).map((item) => item.doc.id))];
  const said = ids.length > 1 ? `${count(ids.length, "document")}, from ${ids[0]} to ${ids[ids.length - 1]}` : ids[0] ?? "";
  bar.replaceChildren(
    button("← Before", () => turn(page - 1), { class: "button", disabled: page === 0 }),
    make("span", {}, make("b", { text: `Page ${page + 1} of ${pages.length}` }), " ", shown(said)),
    button("After →", () => turn(page + 1), { class: "button", disabled: page === pages.length - 1 }));
};

// A batch that is too large for one file: its summary here, its texts in files beside it.
const partOf = (doc) => index.parts.findLast((part) => part.first <= doc.i);
const hrefOf = (doc) => {
  if (!index.parts) return `#${doc.name}`;
  const part = partOf(doc);
  return `${part.file}#d${doc.i - part.first + 1}`;
};
const listParts = (bar) => {
  const linked = index.parts.map((part, k) => {
    const next = index.parts[k + 1]?.first ?? docs.length;
    return make("li", {}, make("a", { href: `${part.file}#texts`, text: `Part ${k + 1}` }), `: ${count(next - part.first, "document")}, from `, shown(docs[part.first].id), " to ", shown(docs[next - 1].id));
  });
  bar.replaceChildren(make("p", { text: "This batch is large, so that its texts are in files of their own:" }), make("ul", {}, ...linked));
  bar.className = "parts-list";
  bar.hidden = false;
};

// Brings an item into view, exactly: heights above it are guesses until it is drawn.
const reveal = async (fits, block = "center") => {
  const at = pages.findIndex((list) => list.some(fits));
  if (at < 0) return false;
  if (at !== page || items !== pages[at]) { page = at; await drawPage(true); }
  const k = items.findIndex(fits);
  for (let round = 0; round < 6; round += 1) {
    const room = block === "center" ? Math.max(0, (innerHeight - under() - heights[k]) / 3) : 8;
    const wanted = top() + offsets[k] - under() - room;
    scrollTo({ top: wanted, behavior: "instant" });
    draw();
    if (Math.abs(top() + offsets[k] - under() - room - wanted) < 1) break;
  }
  return true;
};

let waiting = 0;
addEventListener("scroll", () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; draw(); }); }, { passive: true });
addEventListener("resize", () => { heights = items.map((item, k) => (k >= first && k < last ? heights[k] : estimate(item))); place(); draw(); });
// On paper there is no view to come into: all rows of the page are drawn.
addEventListener("beforeprint", () => {
  [...windowOf.children].forEach(drop);
  windowOf.append(...items.map(elementOf));
  root.classList.add("printing");
});
addEventListener("afterprint", () => { root.classList.remove("printing"); drawPage(true); });
