"""Text → HTML that shows it as it is: escaped, and with what hides or turns text round made visible.

A control or bidirectional character becomes a chip that names it. The character stays inside the chip,
isolated, so that ``textContent`` is still the text as read, and it cannot reorder what stands beside it. Two
cannot stand in an HTML file, NUL and a lone surrogate: they are U+FFFD.
"""

from __future__ import annotations

import html
import re

_LOST = re.compile("[\x00\ud800-\udfff]")
_LOUD = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
#: Shown as chips only where they are marked: they are common, and harmless to their surroundings.
_QUIET = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\ufeff\ufff9-\ufffb"
_ANYWHERE = re.compile(f"[{_LOUD}]|\r(?!\n)")
_IN_MARK = re.compile(f"[{_LOUD}{_QUIET}\r\n]")
_NAMES = {
    " ": "space",
    "\t": "tab",
    "\n": "↵",
    "\r": "CR",
    "\u00a0": "no-break space",
    "\u202f": "narrow no-break space",
    "\u00ad": "soft hyphen",
}


def esc(text: str) -> str:
    """Escaped for an attribute or for text, without chips."""
    return _LOST.sub("\ufffd", html.escape(text, quote=True)).replace("\r", "&#13;")


def shown(text: str) -> str:
    """Escaped for text, with chips."""
    return _chipped(text, _ANYWHERE)


def shown_mark(text: str) -> str:
    """As ``shown``, for marked text: quiet characters, line breaks and a blank mark get chips too."""
    if text.isspace():
        return "".join(map(_chip, text))
    return _chipped(text, _IN_MARK)


def _chipped(text: str, pattern: re.Pattern[str]) -> str:
    out: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        out += (esc(text[done : match.start()]), _chip(match[0]))
        done = match.end()
    return "".join([*out, esc(text[done:])])


def _chip(char: str) -> str:
    name = _NAMES.get(char) or f"U+{ord(char):04X}"
    return f'<span class="c" data-c="{esc(name)}">{esc(char)}</span>'
