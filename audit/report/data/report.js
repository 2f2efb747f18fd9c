
"use strict";
(() => {
  // The page is complete without this script: it filters, sorts and opens what is already there.
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const bar = document.querySelector(".toolbar");
  const measureBar = () => root.style.setProperty("--bar", `${bar.offsetHeight}px`);
  new ResizeObserver(measureBar).observe(bar);

  // What there is.
  const marksOf = new Map();
  const marks = all("mark.m").map((element) => {
    const mark = { element, ids: element.dataset.f.split(" ") };
    for (const id of mark.ids) {
      if (!marksOf.has(id)) marksOf.set(id, []);
      marksOf.get(id).push(element);
    }
    return mark;
  });
  const docs = all("section.doc").map((element) => ({ element, id: element.id, rows: [], loose: [] }));
  const lower = (element) => element.textContent.toLocaleLowerCase();
  const findings = new Map();
  for (const doc of docs) {
    doc.rows = all(".row", doc.element).map((element) => ({ element, text: null, marks: all("mark.m", element), cards: all(".card", element) }));
    for (const card of all(".card", doc.element)) {
      findings.set(card.dataset.f, { card, doc: doc.id, sev: card.dataset.sev, check: card.dataset.check, text: null, on: true });
    }
  }
  for (const doc of docs) for (const row of doc.rows) {
    row.ids = new Set(row.cards.map((card) => card.dataset.f));
    for (const mark of row.marks) for (const id of mark.dataset.f.split(" ")) row.ids.add(id);
  }

  // Filters.
  const q = byId("q"), check = byId("check"), doc = byId("doc"), only = byId("only"), reset = byId("reset");
  const chips = all(".chip");
  const count = byId("count");
  const filter = () => {
    const words = q.value.trim().toLocaleLowerCase();
    const on = new Set(chips.filter((c) => c.getAttribute("aria-pressed") === "true").map((c) => c.dataset.sev));
    const narrowed = on.size < chips.length || check.value !== "";
    const filtered = narrowed || words !== "" || doc.value !== "";
    const inRow = new Set();
    if (words) for (const d of docs) for (const row of d.rows) {
      row.text ??= all(".t", row.element).map((t) => t.textContent).join("\n").toLocaleLowerCase();
      row.hit = row.text.includes(words);
      if (row.hit) for (const id of row.ids) inRow.add(id);
    }
    let shown = 0;
    for (const [id, f] of findings) {
      let ok = on.has(f.sev) && (!check.value || f.check === check.value) && (!doc.value || f.doc === doc.value);
      if (ok && words) {
        f.text ??= lower(f.card);
        ok = inRow.has(id) || f.text.includes(words);
      }
      f.on = ok;
      f.card.hidden = !ok;
      if (ok) shown += 1;
    }
    for (const mark of marks) mark.element.classList.toggle("off", !mark.ids.some((id) => findings.get(id)?.on));
    let visible = 0;
    for (const d of docs) {
      const inScope = !doc.value || d.id === doc.value;
      const loose = all(".loose > .card", d.element).some((card) => !card.hidden);
      let rows = 0;
      for (const row of d.rows) {
        const found = [...row.ids].some((id) => findings.get(id)?.on);
        const ok = (!narrowed && !words && !only.checked) || found || (words !== "" && row.hit && !narrowed && !only.checked);
        row.element.hidden = !ok;
        if (ok) rows += 1;
      }
      d.element.hidden = !inScope || (rows === 0 && !loose && (filtered || only.checked));
      if (!d.element.hidden) visible += 1;
    }
    count.textContent = shown === findings.size ? `${shown.toLocaleString("en")} findings` : `${shown.toLocaleString("en")} of ${findings.size.toLocaleString("en")} findings`;
    reset.hidden = !(filtered || only.checked);
    byId("nothing").hidden = visible > 0 || docs.length === 0;
    hide();
  };
  let waiting = 0;
  q.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  for (const control of [check, doc, only]) control.addEventListener("change", filter);
  for (const chip of chips) chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
    filter();
  });
  const clear = () => {
    q.value = ""; check.value = ""; doc.value = ""; only.checked = false;
    for (const chip of chips) chip.setAttribute("aria-pressed", "true");
  };
  reset.addEventListener("click", () => { clear(); filter(); q.focus(); });
  for (const tile of all("[data-set-sev]")) tile.addEventListener("click", () => {
    clear();
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.sev === tile.dataset.setSev));
    filter();
    byId("texts").scrollIntoView();
  });
  for (const button of all("[data-set-check]")) button.addEventListener("click", () => {
    clear();
    check.value = button.dataset.setCheck;
    filter();
    byId("texts").scrollIntoView();
  });

  // The popover of a mark: its findings, cloned from their cards, and the explanation of the rule.
  const pop = byId("pop");
  let anchor = null, pinned = false, timer = 0;
  const light = (mark, on) => {
    for (const id of mark.dataset.f.split(" ")) for (const m of marksOf.get(id) ?? []) m.classList.toggle("lit", on);
  };
  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const anonymous = (node) => {
    const copy = node.cloneNode(true);
    copy.removeAttribute("id");
    for (const e of all("[id]", copy)) e.removeAttribute("id");
    return copy;
  };
  const entry = (id) => {
    const card = findings.get(id).card;
    const head = make("div", "top1", ...[...card.querySelector("summary").childNodes].map((n) => n.cloneNode(true)));
    const body = anonymous(card.querySelector(".body"));
    for (const about of all(".about", body)) about.remove();
    const element = make("div", "entry", head, body);
    const rule = byId(`rule-${card.dataset.code}`);
    if (rule) element.append(make("details", "why", make("summary", "", `About ${card.dataset.code}`), anonymous(rule.querySelector(".rulebody"))));
    return element;
  };
  const hide = () => {
    clearTimeout(timer);
    if (anchor) light(anchor, false);
    anchor = null; pinned = false; pop.hidden = true;
  };
  const MOST = 5;
  const show = (mark, pin) => {
    const ids = mark.dataset.f.split(" ").filter((id) => findings.get(id)?.on);
    if (!ids.length) return;
    if (anchor !== mark) {
      hide();
      anchor = mark;
      light(mark, true);
      const close = make("button", "close", "×");
      close.type = "button";
      close.setAttribute("aria-label", "Close");
      close.addEventListener("click", () => { const back = anchor; hide(); back?.querySelector("a").focus({ preventScroll: true }); hide(); });
      pop.replaceChildren(close, ...ids.slice(0, MOST).map(entry));
      if (ids.length > MOST) pop.append(make("p", "entry", `and ${ids.length - MOST} more under the segment`));
      pop.hidden = false;
      pop.scrollTop = 0;
      const box = (mark.getClientRects()[0] ?? mark.getBoundingClientRect());
      const boxes = [...mark.getClientRects()];
      const last = boxes[boxes.length - 1] ?? box;
      const below = last.bottom + 8 + pop.offsetHeight <= innerHeight || box.top < pop.offsetHeight + 8;
      const left = Math.max(12, Math.min(box.left - 12, root.clientWidth - pop.offsetWidth - 12));
      pop.style.left = `${left + scrollX}px`;
      pop.style.top = `${(below ? last.bottom + 8 : box.top - pop.offsetHeight - 8) + scrollY}px`;
      if (getComputedStyle(pop).position === "fixed" && last.bottom > pop.getBoundingClientRect().top - 8) {
        scrollBy({ top: last.bottom - pop.getBoundingClientRect().top + 24, behavior: "instant" }); // above the sheet
      }
    }
    pinned = pin;
  };
  const markOf = (event) => event.target.closest?.("mark.m");
  const texts = byId("texts");
  texts.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (!mark || pinned) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(mark, false), 120);
  });
  texts.addEventListener("mouseout", (event) => {
    if (!markOf(event) || pinned) return;
    clearTimeout(timer);
    timer = setTimeout(hide, 220);
  });
  pop.addEventListener("mouseenter", () => clearTimeout(timer));
  pop.addEventListener("mouseleave", () => { if (!pinned) timer = setTimeout(hide, 220); });
  texts.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && mark.querySelector("a").matches(":focus-visible")) { clearTimeout(timer); show(mark, false); }
  });
  texts.addEventListener("focusout", (event) => {
    if (markOf(event) && !pinned && !pop.contains(event.relatedTarget)) hide();
  });
  texts.addEventListener("click", (event) => {
    const mark = markOf(event);
    if (!mark || mark.classList.contains("off")) return;
    event.preventDefault();
    clearTimeout(timer);
    show(mark, true);
    if (event.detail === 0) pop.querySelector(".close").focus(); // from the keyboard
  });
  document.addEventListener("click", (event) => {
    if (pinned && !pop.contains(event.target) && !markOf(event)) hide();
  });
  pop.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) hide(); });

  // From finding to finding.
  const step = (by) => {
    const line = [...findings.values()].filter((f) => f.on);
    if (!line.length) return;
    const current = line.findIndex((f) => f.card.classList.contains("here"));
    let next = current + by;
    if (current < 0) {
      next = line.findIndex((f) => f.card.getBoundingClientRect().top > bar.offsetHeight + 60);
      if (next < 0 || by < 0) next = by < 0 ? (next < 0 ? line.length : next) - 1 : 0;
    }
    const f = line[(next + line.length) % line.length];
    for (const other of all(".card.here")) other.classList.remove("here");
    f.card.classList.add("here");
    const mark = marksOf.get(f.card.dataset.f)?.[0];
    const place = mark ?? f.card;
    place.scrollIntoView({ block: "center", behavior: "instant" });
    hide();
    if (mark) { mark.querySelector("a").focus({ preventScroll: true }); show(mark, false); } else f.card.querySelector("summary").focus();
  };
  byId("next").addEventListener("click", () => step(1));
  byId("prev").addEventListener("click", () => step(-1));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && anchor) { const link = anchor.querySelector("a"); hide(); link.focus({ preventScroll: true }); hide(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
    if (event.key === "/") { event.preventDefault(); q.focus(); }
  });

  // Links into the page open what they point at.
  const arrive = () => {
    let target = null;
    try { target = byId(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target) return;
    if (target.closest("#texts .doc[hidden], #texts .row[hidden], .card[hidden]")) { clear(); filter(); }
    if (target.matches("details")) target.open = true;
    target.scrollIntoView({ behavior: "instant", block: target.matches(".card") ? "center" : "start" });
  };
  addEventListener("hashchange", arrive);

  // The table of documents sorts by its heads.
  for (const head of all(".docs thead th")) {
    const button = make("button", "", head.textContent);
    button.type = "button";
    head.replaceChildren(button);
    const column = [...head.parentNode.children].indexOf(head);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of all(".docs [aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = document.querySelector(".docs tbody");
      const value = (row) => head.dataset.kind !== "text" ? Number(row.children[column].dataset.v) : row.children[column].textContent;
      const order = (a, b) => typeof a === "number" ? a - b : a.localeCompare(b);
      body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * order(value(a), value(b))));
    });
  }

  addEventListener("beforeprint", () => { for (const card of all(".card")) card.open = true; });
  measureBar();
  filter();
  arrive();
})();
