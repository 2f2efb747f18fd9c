// Which row shows which part of a text, and the text of a row with its marks. Spans may nest and overlap: a text
// is cut wherever one begins or ends, and each piece names all findings that cover it, the most severe first.

// The cell of each row of one side; null where the row has nothing there. Rows cover sentences, not all of the
// text: what stands between two of them is shown with the former where it is more than blank or is marked.
const cellsOf = (text, places, marks) => {
  const order = places.map((place, row) => ({ place, row })).filter(({ place }) => place)
    .sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
  const out = places.map(() => null);
  if (!order.length) return out;
  const starts = order.map(({ place }, k) => (k === 0 ? 0 : place.start));
  const stops = [...starts.slice(1), text.length];
  const tiles = order.map(({ place }) => ({ start: place.start, end: place.end, marks: [] }));
  tiles[0].start -= text.slice(0, tiles[0].start).trimStart().length;
  tiles.forEach((tile, k) => { tile.end += text.slice(tile.end, Math.max(tile.end, stops[k])).trimEnd().length; });
  for (const mark of marks) {
    let low = 0, high = starts.length; // the last tile that begins at or before the mark
    while (low < high) { const mid = (low + high) >> 1; if (starts[mid] <= mark.start) low = mid + 1; else high = mid; }
    for (let k = Math.max(0, low - 1); k < tiles.length; k += 1) {
      const tile = tiles[k];
      tile.marks.push(mark);
      tile.start = Math.min(tile.start, Math.max(mark.start, starts[k]));
      tile.end = Math.max(tile.end, Math.min(mark.end, stops[k]));
      if (k + 1 === tiles.length || starts[k + 1] >= mark.end) break;
    }
  }
  order.forEach(({ row }, k) => { out[row] = tiles[k]; });
  return out;
};

// [{text, start, marks, kinds}] of a cell, gaps as pieces without text.
const piecesOf = (text, cell, differences = []) => {
  const cuts = new Set([cell.start, cell.end]);
  const clip = (span) => ({ ...span, start: Math.max(span.start, cell.start), end: Math.min(span.end, cell.end) });
  const marks = cell.marks.filter((mark) => mark.start < mark.end).map(clip);
  const gaps = cell.marks.filter((mark) => mark.start === mark.end);
  const kinds = differences.map(clip).filter((d) => d.start < d.end);
  for (const span of [...marks, ...kinds]) if (span.start < span.end) { cuts.add(span.start); cuts.add(span.end); }
  for (const gap of gaps) cuts.add(gap.start);
  const sorted = [...cuts].sort((a, b) => a - b);
  const rank = (a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) || a.finding.n - b.finding.n;
  const out = [];
  sorted.forEach((start, k) => {
    const here = gaps.filter((gap) => gap.start === start);
    if (here.length) out.push({ text: "", start, marks: here.sort(rank), kinds: [] });
    const end = sorted[k + 1];
    if (end === undefined) return;
    const covers = (span) => span.start <= start && span.end >= end;
    out.push({ text: text.slice(start, end), start, marks: marks.filter(covers).sort(rank), kinds: kinds.filter(covers) });
  });
  return out;
};

const LOST = { lost: "not in the back-translation", gained: "not in the source", changed: "other words in the back-translation" };
const markElement = (piece) => {
  const active = piece.marks.filter((mark) => mark.finding.on && counts(mark.finding));
  const head = (active[0] ?? piece.marks[0]).finding;
  const gap = piece.text === "";
  // A cause with fifty places is one stop of the Tab key, not fifty.
  const stop = piece.marks.some((mark) => mark.first && mark.start === piece.start);
  const link = make("a", {
    href: `#${linkOf(head)}`, tabindex: stop ? null : "-1", "aria-label": gap || BLANK.test(piece.text) ? `${gap ? "gap" : "blank"}: ${head.message}` : null,
  }, shown(piece.text, IN_MARK));
  return make("mark", { class: `m ${head.severity}${gap ? " gap" : ""}${active.length ? "" : " off"}`, data: { f: piece.marks.map((m) => m.finding.n).join(" ") } }, link);
};
const drawn = (text, cell, differences) => {
  const out = document.createDocumentFragment();
  for (const piece of piecesOf(text, cell, differences)) {
    const inner = piece.marks.length ? markElement(piece) : shown(piece.text);
    const kind = piece.kinds[0]?.kind;
    out.append(kind ? make("span", { class: `w ${kind}`, title: LOST[kind] }, inner) : inner);
  }
  return out;
};
