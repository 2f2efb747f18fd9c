// The popover of a mark: its findings with evidence, suggestion, explanation and decision.
const pop = byId("pop");
const MOST = 5;
let anchor = null, pinned = false, timer = 0;
const idsOf = (mark) => mark.dataset.f.split(" ").map(Number);
const light = (mark, on) => {
  const ids = new Set(idsOf(mark));
  for (const m of all("mark.m", windowOf)) if (idsOf(m).some((id) => ids.has(id))) m.classList.toggle("lit", on);
};
const entryOf = (finding) => {
  const judgement = judgementOf(finding);
  const rule = index.rules[finding.code];
  const body = bodyOf(finding);
  body.querySelector(".about")?.parentNode.remove();
  return make("div", { class: "entry" },
    make("div", { class: "top1" }, badge(finding.severity), make("code", { text: finding.code }),
      judgement ? make("span", { class: `done ${judgement}`, text: `${DONE[judgement][0]} ${DONE[judgement][1]}` }) : null,
      make("span", { class: "msg" }, shown(finding.message))),
    body, actionsOf(finding), noteOf(finding) && !finding.added ? make("p", { class: "note" }, shown(noteOf(finding))) : null,
    rule ? make("details", { class: "why" }, make("summary", { text: `About ${finding.code}` }), make("div", { class: "rulebody" },
      make("p", {}, shown(rule.meaning)), make("p", {}, make("b", { text: "Why it matters. " }), shown(rule.why)), make("p", {}, make("b", { text: "What to do. " }), shown(rule.remedy)))) : null);
};
const hide = () => {
  clearTimeout(timer);
  if (anchor) light(anchor, false);
  anchor = null; pinned = false; pop.hidden = true;
};
const fillPop = (mark) => {
  const found = idsOf(mark).map((n) => findings[n]).filter((f) => f.on);
  const close = button("×", () => { const back = anchor; hide(); back?.querySelector("a").focus({ preventScroll: true }); hide(); }, { class: "close", "aria-label": "Close" });
  pop.replaceChildren(close, ...found.slice(0, MOST).map(entryOf));
  if (found.length > MOST) pop.append(make("p", { class: "entry", text: `and ${found.length - MOST} more under the segment` }));
  return found.length;
};
const show = (mark, pin) => {
  if (anchor !== mark) {
    hide();
    if (!fillPop(mark)) return;
    anchor = mark;
    light(mark, true);
    pop.hidden = false;
    pop.scrollTop = 0;
    const boxes = [...mark.getClientRects()];
    const box = boxes[0] ?? mark.getBoundingClientRect();
    const lowest = boxes[boxes.length - 1] ?? box;
    const below = lowest.bottom + 8 + pop.offsetHeight <= innerHeight || box.top < pop.offsetHeight + 8;
    const left = Math.max(12, Math.min(box.left - 12, root.clientWidth - pop.offsetWidth - 12));
    pop.style.left = `${left + scrollX}px`;
    pop.style.top = `${(below ? lowest.bottom + 8 : box.top - pop.offsetHeight - 8) + scrollY}px`;
    if (getComputedStyle(pop).position === "fixed" && lowest.bottom > pop.getBoundingClientRect().top - 8) {
      scrollBy({ top: lowest.bottom - pop.getBoundingClientRect().top + 24, behavior: "instant" }); // above the sheet
    }
  }
  pinned = pin;
};
const markAt = (event) => event.target.closest?.("mark.m");
const isOff = (mark) => !idsOf(mark).some((n) => findings[n].on);
feed.addEventListener("mouseover", (event) => {
  const mark = markAt(event);
  if (!mark || pinned || isOff(mark)) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(mark, false), 150);
});
feed.addEventListener("mouseout", (event) => {
  if (!markAt(event) || pinned) return;
  clearTimeout(timer);
  timer = setTimeout(hide, 250);
});
pop.addEventListener("mouseenter", () => clearTimeout(timer));
pop.addEventListener("mouseleave", () => { if (!pinned) timer = setTimeout(hide, 250); });
pop.addEventListener("focusin", () => { pinned = true; });
feed.addEventListener("focusin", (event) => {
  const mark = markAt(event);
  if (mark && !isOff(mark) && mark.querySelector("a").matches(":focus-visible")) { clearTimeout(timer); show(mark, false); }
});
feed.addEventListener("focusout", (event) => {
  if (markAt(event) && !pinned && !pop.contains(event.relatedTarget)) hide();
});
feed.addEventListener("click", (event) => {
  const mark = markAt(event);
  if (!mark || isOff(mark)) return;
  event.preventDefault();
  if (getSelection().toString()) return; // a selection is being made
  clearTimeout(timer);
  show(mark, true);
  if (event.detail === 0) pop.querySelector(".close").focus(); // from the keyboard
});
document.addEventListener("click", (event) => {
  if (pinned && !pop.contains(event.target) && event.target.isConnected && !markAt(event)) hide();
});
pop.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) hide(); });
