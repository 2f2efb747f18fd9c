// Views, links into the page, and the drawing of everything.
let view = "overview";
const setView = (to) => {
  view = to;
  document.body.dataset.view = to;
  for (const link of all(".top nav a")) {
    if (link.hash === `#${to}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
};
setView(view);

const bars = [document.querySelector(".top"), document.querySelector(".toolbar")];
new ResizeObserver(() => root.style.setProperty("--bar", `${bars[1].offsetHeight}px`)).observe(bars[1]);

// The controls of the filters: id of the control → key of the state.
const SELECTS = { rule: "rule", type: "type", confidence: "confidence", decision: "decision", languages: "languages" };
const fillSelect = (id, label, options) => byId(id).replaceChildren(
  make("option", { value: "", text: label }), ...options.map(([value, text]) => make("option", { value, text })));
const fillControls = () => {
  const codes = [...new Set(findings.map((f) => f.code))].sort();
  fillSelect("rule", "all", codes.map((code) => [code, index.rules[code] ? `${code} ${index.rules[code].name}` : code]));
  const types = [...new Set(findings.map((f) => f.mqm))].sort();
  fillSelect("type", "all", types.map((type) => [type, type.replace("/", ": ")]));
  fillSelect("confidence", "any", Object.entries(CONFIDENCE));
  const known = findings.some((f) => f.baseline);
  fillSelect("decision", "any", Object.entries(DECIDED).filter(([value]) => known || value !== "new"));
  fillSelect("languages", "all", [...new Set(docs.map((doc) => doc.languages))].sort().map((l) => [l, l]));
  byId("doc-ids").replaceChildren(...docs.slice(0, 500).map((doc) => make("option", { value: doc.id })));
};
const readControls = () => {
  for (const [id, key] of Object.entries(SELECTS)) state[key] = byId(id).value;
  state.q = byId("q").value;
  state.doc = byId("doc").value;
  state.only = byId("only").checked;
  state.differences = byId("differences").checked;
};
const writeControls = () => {
  for (const [id, key] of Object.entries(SELECTS)) byId(id).value = state[key];
  if (byId("q").value !== state.q) byId("q").value = state.q;
  if (byId("doc").value !== state.doc) byId("doc").value = state.doc;
  byId("only").checked = state.only;
  for (const chip of all(".chip")) chip.setAttribute("aria-pressed", String(state.sev.has(chip.dataset.sev)));
};
const clear = (...keys) => {
  const fresh = none();
  for (const key of keys.length ? keys : Object.keys(fresh)) state[key] = fresh[key];
};
const drawActive = () => {
  const active = activeFilters();
  const bar = byId("active");
  bar.hidden = !active.length;
  byId("reset").hidden = !active.length;
  bar.replaceChildren(
    ...active.map(([key, text]) => button("", () => { clear(key); redraw(); }, { class: "pill", "aria-label": `Remove filter ${text}` })),
    button(`Show ${count(shownNow.count, "finding")} in the texts`, () => { location.hash = "texts"; }, { class: "button primary to-texts" }));
  active.forEach(([, text], k) => bar.children[k].append(make("span", {}, shown(text)), make("span", { "aria-hidden": "true", text: " ×" })));
  const whole = findings.filter(stands).length;
  setText(byId("count"), shownNow.count === whole ? count(whole, "finding") : `${number(shownNow.count)} of ${count(whole, "finding")}`);
};

// Draws all that follows from data, filters and decisions; ``stay`` keeps the page and the place in it.
let turns = 0;
const redraw = async (stay = false) => {
  const turn_ = (turns += 1);
  writeControls();
  if (state.q.trim()) {
    await readyAll();
    if (turn_ !== turns) return;
  }
  hide();
  sift();
  paginate();
  drawActive();
  followOverview();
  drawDocuments();
  page = stay ? Math.max(0, Math.min(page, pages.length - 1)) : 0;
  await drawPage(stay);
};

// After a decision: the rows that show the finding, the figures, and the popover.
const decided = (finding) => {
  if (finding.added) docs[finding.at].cells = null;
  finding.on = finding.on && !finding.withdrawn;
  const focused = document.activeElement?.closest?.(".card")?.id;
  [...windowOf.children].forEach((element, k) => {
    const item = items[first + k];
    if (item.doc.i !== finding.at) return;
    const shows = item.i < 0 || item.i === finding.home || all("mark.m", element).some((mark) => idsOf(mark).includes(finding.n));
    if (!shows) return;
    const fresh = elementOf(item);
    observer.unobserve(element);
    element.replaceWith(fresh);
    observer.observe(fresh);
  });
  if (focused) document.querySelector(`#${focused} summary`)?.focus({ preventScroll: true });
  measure();
  followOverview();
  drawDocuments();
  if (anchor && !anchor.isConnected) {
    const again = all("mark.m", windowOf).find((mark) => idsOf(mark).includes(finding.n));
    if (again) { anchor = again; light(again, true); fillPop(again); } else hide();
  }
};

// From finding to finding, in the order of the pages.
const ordered = () => findings.filter((f) => f.on).sort((a, b) => a.at - b.at || (a.home ?? -1) - (b.home ?? -1) || a.n - b.n);
const step = (by, said = "") => {
  const line = ordered();
  if (!line.length) { toast("No finding fits these filters."); return; }
  const at = here ? line.indexOf(here) : -1;
  let next = at + by;
  if (at < 0) {
    const item = view === "texts" ? items[itemAt(scrollY + under() - top())] : null;
    next = item ? line.findIndex((f) => f.at > item.doc.i || (f.at === item.doc.i && (f.home ?? -1) >= item.i)) : 0;
    if (next < 0) next = 0;
    if (by < 0) next -= 1;
  }
  if (next >= line.length && said) { toast(`${said}. That was the last one.`); return; }
  if (said) toast(said, button("Undo", undo, { class: "button" }));
  goTo(line[(next + line.length) % line.length]);
};
const goTo = async (finding) => {
  if (index.parts) { location.href = `${partOf(docs[finding.at]).file}#${linkOf(finding)}`; return; }
  if (!finding.on) { clear(); await redraw(); }
  const doc = docs[finding.at];
  const before = here;
  if (before && before !== finding) opened.delete(before);
  here = finding;
  opened.add(finding);
  setView("texts");
  hide();
  const fits = (item) => item.doc === doc && item.i === (finding.home ?? -1);
  await reveal(fits);
  if (before && before !== finding) refresh(before);
  refresh(finding);
  for (const mark of all("mark.m", windowOf)) mark.classList.toggle("lit", idsOf(mark).includes(finding.n));
  measure();
  await reveal(fits);
  byId(`c${finding.n}`)?.scrollIntoView({ block: "nearest", behavior: "instant" });
  focusCard(finding);
};

// Links into the page: #overview #documents #texts #rules #rule-CODE #d1 #d1s0 #f-FINGERPRINT
const arrive = async () => {
  let name = "";
  try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const place = /^d(\d+)(?:s(\d+))?$/.exec(name);
  if (name.startsWith("f-") && byPrint.has(name.slice(2))) { await goTo(byPrint.get(name.slice(2))); return; }
  if (place && docs[place[1] - 1]) {
    if (index.parts) { location.href = hrefOf(docs[place[1] - 1]); return; }
    const doc = docs[place[1] - 1], i = place[2] === undefined ? -1 : Number(place[2]);
    const fits = (item) => item.doc === doc && item.i === i;
    if (!pages.some((list) => list.some(fits))) { clear(); await redraw(); }
    setView("texts");
    await reveal(fits, place[2] === undefined ? "start" : "center");
    if (i >= 0) byId(name)?.classList.add("target");
    return;
  }
  const target = byId(name);
  if (name === "texts") {
    const enter = view !== "texts";
    setView("texts");
    if (enter) { scrollTo({ top: 0, behavior: "instant" }); draw(); }
  } else if (target?.closest("#rules")) {
    setView("rules");
    if (target.matches("details")) target.open = true;
    scrollTo({ top: target.id === "rules" ? 0 : target.getBoundingClientRect().top + scrollY - 140, behavior: "instant" });
  } else if (name === "overview" || name === "" || name === "documents") {
    setView("overview");
    if (name === "documents") target.scrollIntoView({ behavior: "instant" }); else scrollTo({ top: 0, behavior: "instant" });
  }
};

const bind = () => {
  let timer_ = 0;
  const typed = () => { clearTimeout(timer_); timer_ = setTimeout(() => { readControls(); redraw(); }, 150); };
  byId("q").addEventListener("input", typed);
  byId("doc").addEventListener("input", typed);
  for (const id of Object.keys(SELECTS)) byId(id).addEventListener("change", () => { readControls(); redraw(); });
  byId("only").addEventListener("change", () => { readControls(); redraw(true); });
  byId("differences").addEventListener("change", () => { readControls(); redraw(true); });
  for (const chip of all(".chip")) chip.addEventListener("click", () => {
    if (state.sev.has(chip.dataset.sev)) state.sev.delete(chip.dataset.sev); else state.sev.add(chip.dataset.sev);
    redraw();
  });
  byId("reset").addEventListener("click", () => { clear(); redraw(); byId("q").focus(); });
  byId("more").addEventListener("click", () => {
    const open = byId("filters").hidden;
    byId("filters").hidden = !open;
    byId("more").setAttribute("aria-expanded", String(open));
  });
  byId("next").addEventListener("click", () => step(1));
  byId("prev").addEventListener("click", () => step(-1));
  addEventListener("hashchange", arrive);
};

(async () => {
  await load();
  if (index.part) {
    const { number: part, of, whole } = index.part;
    document.querySelector(".top nav").prepend(make("a", { href: whole, text: `Part ${part} of ${of}: to the whole` }));
  }
  loadKept();
  fillControls();
  bind();
  await redraw(true);
  await arrive();
  if (server.on) {
    await sync();
    sendKept();
    addEventListener("focus", sync);
    setInterval(() => { if (!document.hidden) sync(); }, 10_000);
  }
  document.body.dataset.ready = "yes";
})();
