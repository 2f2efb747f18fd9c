"""UTF-8 that was read as a Western code page, found and undone word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# What the bytes 0x80–0xBF become when they are read as Windows-1252 (or Latin-1, where that has no sign for
# them).
_TAIL = "".join(
    sorted(
        {bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xC0)}
        | {chr(b) for b in range(0x80, 0xC0)}
    )
)
_T = "[" + re.escape(_TAIL) + "]"
# One UTF-8 sequence of two, three or four bytes, read as that many signs.
_UNIT = rf"(?:[\u00c2-\u00df]{_T}|[\u00e0-\u00ef]{_T}{{2}}|[\u00f0-\u00f4]{_T}{{3}})"
_SEQUENCES = re.compile(rf"{_UNIT}+")
_SUSPECT = re.compile("[\u00c2-\u00df\u00e0-\u00ef\u00f0-\u00f4]" + _T)
_ROUNDS = 3  # text may have been garbled twice
# What a repair may give: Latin letters, signs of typography and currency. Other scripts only when two letters
# or more come out.
_LATIN = re.compile(
    "[\u00a0-\u017f\u0192\u02c6\u02dc\u0218-\u021b\u1e00-\u1eff\u2010-\u203a\u20ac\u2122\ufb01\ufb02]+"
)
_WORD_EDGE = re.compile(r"[^\W_]")


def garbled(text: str, lang: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, repaired) of each word that holds mojibake; spans do not overlap. Linear in the length of
    the text.
    """
    end = 0
    for match in _SEQUENCES.finditer(text):
        if match.start() < end:
            continue
        low, high = _word(text, match.start(), match.end())
        low = max(low, end)
        repaired = _repair(text[low:high])
        if repaired is not None and not _plain_capitals(text, match.start(), match.end()):
            yield low, high, repaired
            end = high


def _word(text: str, low: int, high: int) -> tuple[int, int]:
    """The sequence with the letters around it, and with further sequences among them."""
    while low > 0 and (
        _WORD_EDGE.match(text[low - 1]) or (text[low - 1] in "'’-" and low > 1 and text[low - 2].isalnum())
    ):
        low -= 1
        if text[low] in "'’":
            low += 1  # an elided word before it is not part of the damage
            break
    while high < len(text):
        more = _SEQUENCES.match(text, high)
        if more:
            high = more.end()
        elif _WORD_EDGE.match(text[high]):
            high += 1
        else:
            break
    return low, high


def _repair(word: str) -> str | None:
    """The word decoded as it should have been; None where that gives no sensible text."""
    best: str | None = None
    for _ in range(_ROUNDS):
        fixed, changed = _once(best if best is not None else word)
        if not changed:
            break
        best = fixed
    return best


def _once(word: str) -> tuple[str, bool]:
    out: list[str] = []
    last = 0
    changed = False
    for match in _SEQUENCES.finditer(word):
        decoded = _decoded(match.group())
        if decoded is None:
            continue
        out += [word[last : match.start()], decoded]
        last = match.end()
        changed = True
    return "".join([*out, word[last:]]), changed


def _decoded(run: str) -> str | None:
    try:
        text = b"".join(_byte(c) for c in run).decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    if _LATIN.fullmatch(text):
        return text
    letters = [c for c in text if unicodedata.category(c)[0] == "L"]
    return text if (len(letters) >= 2 and len(letters) == len(text)) or _emoji(text) else None


def _emoji(text: str) -> bool:
    return all(ord(c) >= 0x1F300 or c == "\ufe0f" for c in text)


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _plain_capitals(text: str, low: int, high: int) -> bool:
    """Whether the "sequence" is the last letter of a word in capitals and a mark or space after it ("VOILÀ
    »", "„Ä“").
    """
    if high - low != 2 or not text[low].isupper() or text[high - 1].isalnum():
        return False
    before = text[low - 1] if low else " "
    after = text[high] if high < len(text) else " "
    capitals = before.isupper() or not before.isalnum()
    return capitals and not after.isalnum() and text[low] not in "ÂÃ"
