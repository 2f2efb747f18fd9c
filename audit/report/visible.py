"""Characters that do not show, or that change how others show, made visible for the terminal."""

from __future__ import annotations

import re

#: C0 and C1 controls (line feed and tab too), bidirectional controls, invisible format characters, line and
#: paragraph separators, lone surrogates. Zero-width joiner and non-joiner stay: scripts and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which UTF-8 cannot hold."""
    return _SURROGATE.sub("\ufffd", text)


def visible(text: str) -> str:
    r"""The text with what would not show as an escape: a tab is ``\t``, U+202E is ``\u202e``."""
    return _HIDDEN.sub(lambda match: _escape(match[0]), text)


def _escape(char: str) -> str:
    # Python's own escapes, which are pure ASCII for every character that the pattern catches.
    return char.encode("unicode_escape").decode("ascii")
