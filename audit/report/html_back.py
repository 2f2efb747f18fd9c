"""A back-translation in the HTML report, what differs from the source marked, other engines below."""

from __future__ import annotations

from audit.model import Document, Segment
from audit.report.html_text import esc, shown

_TITLES = {"gained": "not in the source", "changed": "other words than in the source"}


def back_texts(document: Document, segment: Segment, lang: str) -> str:
    """The texts of one segment's back-translations; empty where there is none."""
    if segment.back is None:
        return ""
    text, done, out = segment.back.text, 0, []
    for found in sorted((d for d in segment.differences if d.back), key=lambda d: d.back or (0, 0)):
        start, end = found.back or (0, 0)
        out.append(shown(text[done:start]))
        out.append(f'<em class="w" title="{_TITLES[found.kind]}">{shown(text[start:end])}</em>')
        done = end
    out.append(shown(text[done:]))
    attributes = f'lang="{esc(lang)}" dir="auto"'
    lost = [f"“{shown(document.at(d.source))}”" for d in segment.differences if d.source and not d.back]
    missing = f'<p class="unknown">Not in it: <span {attributes}>{", ".join(lost)}</span></p>' if lost else ""
    others = "".join(
        f'<p class="unknown">{esc(b.engine.split()[0])}: <span {attributes}>{shown(b.text)}</span></p>'
        for b in segment.also
    )
    return f'<div class="t" {attributes}>{"".join(out)}</div>{missing}{others}'
