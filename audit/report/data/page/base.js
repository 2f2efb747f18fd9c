// Helpers. Text of a translation is hostile: it enters the page as text nodes and in no other way.
const root = document.documentElement;
root.classList.add("js");
const byId = (id) => document.getElementById(id);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const SEVERITIES = ["critical", "major", "minor", "neutral"];
const SHAPES = { critical: "◆", major: "▲", minor: "●", neutral: "○" };

// An element with properties and children; null children are left out.
const make = (name, props = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") element.className = value;
    else if (key === "text") element.textContent = value;
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};
const button = (label, onclick, props = {}) => make("button", { type: "button", text: label, onclick, ...props });

const number = (value, digits = 0) => value === null || value === undefined || !Number.isFinite(value) ? "–"
  : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const count = (many, thing) => `${number(many)} ${thing}${many === 1 ? "" : "s"}`;
const percent = (share) => share === null ? "–" : `${Math.round(100 * share)} %`;

// What hides or turns text round becomes a chip that names it; the character stays inside, isolated.
const LOUD = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff";
const QUIET = "\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2060-\\u2065\\ufeff\\ufff9-\\ufffb";
const ANYWHERE = new RegExp(`[${LOUD}]|\\r(?!\\n)`, "gu");
const IN_MARK = new RegExp(`[${LOUD}${QUIET}\\r\\n]`, "gu");
const BLANK = /^\s+$/u;
const NAMES = { " ": "space", "\t": "tab", "\n": "↵", "\r": "CR", "\u00a0": "no-break space", "\u202f": "narrow no-break space", "\u00ad": "soft hyphen" };
const chip = (char) => make("span", {
  class: "c", text: char,
  data: { c: NAMES[char] ?? `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}` },
});
const shown = (text, pattern = ANYWHERE) => {
  const out = document.createDocumentFragment();
  if (pattern === IN_MARK && BLANK.test(text)) { out.append(...[...text].map(chip)); return out; }
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    out.append(text.slice(done, match.index), chip(match[0]));
    done = match.index + match[0].length;
  }
  out.append(text.slice(done));
  return out;
};

const shape = (severity) => make("span", { class: "shape", "aria-hidden": "true", text: SHAPES[severity] });
const badge = (severity) => make("span", { class: `sev ${severity}` }, shape(severity), severity);
const badges = (counts) => {
  const out = SEVERITIES.filter((s) => counts[s]).map((s) =>
    make("span", { class: `sev ${s}`, title: s }, shape(s), number(counts[s]), make("span", { class: "sr", text: ` ${s}` })));
  return out.length ? out : [make("span", { class: "quiet", text: "none" })];
};

let toastTimer = 0;
const toast = (text, ...actions) => {
  byId("toast").replaceChildren(make("span", { text }), ...actions);
  byId("toast").classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => byId("toast").classList.remove("on"), 4000);
};

// What the browser keeps. All pages of one folder of disk share one store, so keys carry the run's id.
const RUN = document.body.dataset.run;
const memory = new Map();
const kept = {
  works: true,
  get(key) {
    try { return localStorage.getItem(key); } catch { this.works = false; return memory.get(key) ?? null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); this.works = true; } catch { this.works = false; memory.set(key, value); }
    return this.works;
  },
};
