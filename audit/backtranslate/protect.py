"""To and from Apertium's stream format, so that no character of a text is read as part of it.

In the stream "[…]" is a superblank (passed on as it is), "\\" escapes, and NUL ends a text; "*", "@" and "#"
before a word of the output mark it as unknown to the analyser, the bilingual dictionary or the generator.

Characters that could be taken for these go through as superblanks holding their number: the tools are not of
one mind on backslashes. Some drop that of an escaped "*", some write a mark as "\\@", and one loses the NUL
after "[\\^]". A last superblank numbers the text, so that no translation is taken for another's.
https://wiki.apertium.org/wiki/Apertium_stream_format
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_RESERVED = frozenset("\\^$@[]{}<>*#~")
_JOINERS = frozenset(
    "\u200c\u200d"
)  # part of words in Persian, Hindi, …; every other format character is invisible
_BLANK_CATEGORIES = frozenset({"Cc", "Zl", "Zp"})
_SYMBOL_CATEGORIES = frozenset({"So", "Sk", "Co", "Cn"})  # emoji, private use, unassigned

_OUTPUT = re.compile(
    r"\[(?P<code>[0-9a-f]+)\]"
    r"|\\?(?P<mark>[*@#])(?P<word>[^\s\[\]\\^$*@#/<>{}]*)"
    r"|\\(?P<escaped>.)",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Protected:
    """``stream``: what to send. ``plain``: its characters; ``plain[i]`` is ``text[starts[i]:ends[i]]``."""

    text: str
    stream: str
    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def protect(text: str) -> Protected:
    """Composes letters with their marks (NFC, as the dictionaries have them), blanks line breaks and control
    characters, drops invisible ones (soft hyphens, marks of direction) and guards the rest."""
    stream: list[str] = []
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        end = position + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = text[position:end]
        for char in unicodedata.normalize("NFC", cluster) if len(cluster) > 1 else cluster:
            sent, shown = _guard(char)
            if shown:
                stream.append(sent)
                plain.append(shown)
                starts.append(position)
                ends.append(end)
        position = end
    return Protected(text, "".join(stream), "".join(plain), tuple(starts), tuple(ends))


@lru_cache(maxsize=4096)
def _guard(char: str) -> tuple[str, str]:
    """What goes into the stream for a character, and the character that it stands for ("" when dropped)."""
    if char in _RESERVED:
        return f"[{ord(char):x}]", char
    if char == "/":
        return "\\/", char
    category = unicodedata.category(char)
    if category in _BLANK_CATEGORIES:
        return " ", " "
    if category == "Cs":  # half a surrogate pair cannot be sent as UTF-8
        return "\ufffd", "\ufffd"
    if category == "Cf" and char not in _JOINERS:
        return "", ""
    if category in _SYMBOL_CATEGORIES:
        return f"[{ord(char):x}]", char
    return char, char


def number(stream: str, index: int) -> str:
    """The stream of one text, numbered and ended."""
    return f"{stream}[n{index}]\0"


def unnumber(stream: str, index: int) -> str | None:
    """What came back for the text of that number, without it; None where it is another text, or several."""
    numbers = re.findall(r"\[n(\d+)\]", stream)
    return stream.replace(f"[n{index}]", "") if numbers == [str(index)] else None


def restore(stream: str) -> tuple[str, list[str]]:
    """The translated text without guards and marks, and the words marked "*", in order."""
    words: list[str] = []

    def plain(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return chr(int(match["code"], 16))
        if match["escaped"] is not None:
            return match["escaped"]
        if match["mark"] == "*" and match["word"]:
            words.append(match["word"])
        return match["word"]

    return _OUTPUT.sub(plain, stream), words


def locate(words: list[str], given: Protected) -> list[str]:
    """The marked words as they stand in the original text, without repeats, in the order of the text.

    A rule may have changed the case of a word, and what follows it without a space may be glued on: the
    longest start of it that the text holds as a word is taken. What cannot be found there is left out.
    """
    found: dict[int, str] = {}
    for word in dict.fromkeys(words):
        for candidate in _starts(word):
            match = re.search(rf"(?<!\w){re.escape(candidate)}(?!\w)", given.plain) or re.search(
                rf"(?<!\w){re.escape(candidate)}(?!\w)", given.plain, re.IGNORECASE
            )
            if match is not None:
                low, high = match.span()
                here = given.text[given.starts[low] : given.ends[high - 1]]
                found[low] = max(found.get(low, ""), here, key=len)
                break
    return list(dict.fromkeys(found[low] for low in sorted(found)))


def _starts(word: str) -> list[str]:
    """The word, then cut before its last punctuation mark, the one before that, …; none ends in one."""
    marks = [index for index, char in enumerate(word) if unicodedata.category(char)[0] in "PSZ"]
    ends = [end for end in (len(word), *reversed(marks)) if end and end - 1 not in marks]
    return [word[:end] for end in ends]
