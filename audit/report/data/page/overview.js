// The charts of the overview: every value is a filter, and figures and score follow the filter.
const setText = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
const wordsInScope = () => docs.reduce((sum, doc) => sum + (doc.inScope ? doc.words : 0), 0);
const findingsInScope = () => findings.filter((f) => f.on && counts(f));

const basisOf = (found) => {
  const confirmed = found.filter(isConfirmed).length;
  if (found.length && !confirmed) return "No person has confirmed these findings: the score is over unconfirmed issues.";
  return `The score is over ${count(confirmed, "confirmed error")} and ${count(found.length - confirmed, "unconfirmed issue")}.`;
};
const standingOf = (score) => {
  const goal = number(score.threshold);
  if (score.passed) return `of 100, passes at ${goal}`;
  return score.calibrated >= score.threshold ? `of 100, over the threshold of ${goal}, but what is critical fails it` : `of 100, under the threshold of ${goal}`;
};
const followScore = (found) => {
  const panel = document.querySelector(".hero .score");
  const figure = panel?.querySelector(".figure b");
  if (!figure) return;
  const score = scoreOf(found, wordsInScope());
  setText(figure, number(score.calibrated, 1));
  setText(panel.querySelector(".standing"), standingOf(score));
  panel.classList.toggle("pass", score.passed === true);
  panel.classList.toggle("fail", score.passed === false);
  panel.querySelector(".gauge .fill").setAttribute("width", Math.max(0, Math.min(100, score.calibrated ?? 0)).toFixed(1));
  setText(panel.querySelector(".scope"), shownNow.filtered ? " · of what the filter shows" : index.part ? " · of this part" : "");
  setText(panel.querySelector(".basis"), basisOf(found));
  const confirmed = found.filter(isConfirmed);
  const line = panel.querySelector(".confirmed");
  line.hidden = confirmed.length === 0;
  setText(line.querySelector("b"), number(scoreOf(confirmed, score.words).calibrated, 1));
  for (const part of all("[data-part]", panel)) {
    const digits = { words: 0, per_word: 4 }[part.dataset.part] ?? 1;
    setText(part, number(score[part.dataset.part], digits));
  }
};

const setBar = (element, value, most) => element?.setAttribute("width", (most ? 100 * value / most : 0).toFixed(1));
const tallyBy = (found, key) => {
  const out = new Map();
  for (const f of found) out.set(f[key], (out.get(f[key]) ?? 0) + 1);
  return out;
};
const followCharts = (found) => {
  const severities = tally(found);
  for (const tile of all(".tile")) setText(tile.querySelector("b"), number(severities[tile.dataset.value]));
  const checks = tallyBy(found, "check"), mostChecks = Math.max(0, ...checks.values());
  for (const bar of all(".bars button")) {
    const many = checks.get(bar.dataset.value) ?? 0;
    setText(bar.querySelector("b"), number(many));
    setBar(bar.querySelector("rect"), many, mostChecks);
  }
  const types = tallyBy(found, "mqm"), mostTypes = Math.max(0, ...types.values());
  const cells = new Map();
  for (const f of found) cells.set(`${f.mqm}\n${f.severity}`, (cells.get(`${f.mqm}\n${f.severity}`) ?? 0) + 1);
  for (const row of all(".matrix tbody tr")) {
    const type = row.querySelector("button").dataset.value;
    for (const cell of all("td button", row)) {
      const many = cells.get(`${type}\n${cell.dataset.sev}`) ?? 0;
      cell.firstChild.data = many ? number(many) : "·";
      cell.disabled = !many;
    }
    setText(row.querySelector(".all b"), number(types.get(type) ?? 0));
    setBar(row.querySelector(".all rect"), types.get(type) ?? 0, mostTypes);
  }
  const bins = new Array(10).fill(0);
  for (const doc of docs) if (doc.inScope) for (const score of doc.scores) if (score !== null) bins[binOf(score)] += 1;
  const mostBins = Math.max(1, ...bins);
  for (const bar of all(".histogram button")) {
    const many = bins[Number(bar.dataset.value)];
    const height = 100 * many / mostBins;
    setText(bar.querySelector("b"), many ? number(many) : "");
    const rect = bar.querySelector("rect");
    rect.setAttribute("height", height.toFixed(1));
    rect.setAttribute("y", (100 - height).toFixed(1));
  }
};
const chosen = (button) => {
  const { value, sev, filter } = button.dataset;
  if (filter === "sev") return state.sev.size === 1 && state.sev.has(value);
  if (filter === "type sev") return state.type === value && state.sev.size === 1 && state.sev.has(sev);
  return state[filter] === value;
};
const followPressed = () => { for (const b of all("button[data-filter]")) b.setAttribute("aria-pressed", String(chosen(b))); };
const followOverview = () => {
  const found = findingsInScope();
  followScore(found);
  followCharts(found);
  followPressed();
  const standing = findings.filter(stands);
  const done = standing.filter((f) => judgementOf(f)).length;
  setText(byId("progress"), `${number(done)} of ${number(standing.length)} reviewed`);
};
document.querySelector("main").addEventListener("click", (event) => {
  const b = event.target.closest("button[data-filter]");
  if (!b) return;
  const { value, sev, filter } = b.dataset;
  const off = chosen(b);
  for (const key of filter.split(" ")) {
    if (key === "sev") state.sev = new Set(off ? SEVERITIES : [filter === "sev" ? value : sev]);
    else state[key] = off ? "" : value;
  }
  redraw();
});
