"""A load for the speed benchmark, of any size: the articles of corpora/, every sentence of every copy
another.

A batch of mere copies would be flattered by whatever remembers a sentence. So in each copy the longer
lower-case words of an article change places among themselves, side by side with their translation's, by a
seed,
and the digits of numbers are others, the same on both sides. The sentences stay as long and as many; what
comes of it is no translation any more, so the checks find more in it than in a real one.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

_WORD = re.compile(r"\b[^\W\d_A-ZÀ-Ý][^\W\d_]{5,}\b")
_DIGIT = re.compile(r"[1-9]")
_SHARE = 0.3  # of the words that change places

Article = tuple[str, str]  # source, target


def articles(corpora: Path, source: str, target: str) -> list[Article]:
    """The articles of corpora/news that are there in both languages. Raises FileNotFoundError for none."""
    out: list[Article] = []
    for path in sorted((corpora / "news").glob(f"*.{source}.txt")):
        other = path.with_name(path.name.replace(f".{source}.txt", f".{target}.txt"))
        if other.exists():
            out.append((path.read_text("utf-8"), other.read_text("utf-8")))
    if not out:
        raise FileNotFoundError(f"{corpora / 'news'} has no articles in {source} and {target}")
    return out


def load(real: list[Article], words: int) -> Iterator[Article]:
    """Articles with at least so many target words together."""
    made = copy = 0
    while made < words:
        for number, (source, target) in enumerate(real):
            if made >= words:
                return
            made += len(target.split())
            seed = random.Random(copy * 1_000 + number)
            digits = {d: seed.choice("123456789") for d in "123456789"}
            yield (
                (_changed(source, seed, digits), _changed(target, seed, digits)) if copy else (source, target)
            )
        copy += 1


def _changed(text: str, seed: random.Random, digits: dict[str, str]) -> str:
    words = [m[0] for m in _WORD.finditer(text)]
    chosen = [i for i in range(len(words)) if seed.random() < _SHARE]
    others = [words[i] for i in chosen]
    seed.shuffle(others)
    for i, word in zip(chosen, others, strict=True):
        words[i] = word
    given = iter(words)
    text = _WORD.sub(lambda _: next(given), text)
    return _DIGIT.sub(lambda m: digits[m[0]], text)


def write_jsonl(made: list[Article], source: str, target: str, path: Path) -> None:
    """The load as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for number, (left, right) in enumerate(made):
            line = {"id": f"a{number}", "source_lang": source, "target_lang": target, "source": left}
            file.write(json.dumps({**line, "target": right}, ensure_ascii=False) + "\n")


def write_po(made: list[Article], target: str, path: Path) -> None:
    """The load as a PO file, a unit a line of text, for pofilter."""
    with path.open("w", encoding="utf-8") as file:
        file.write('msgid ""\nmsgstr ""\n')
        file.write(f'"Language: {target}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n')
        for number, (left, right) in enumerate(made):
            lines = zip(left.splitlines(), right.splitlines(), strict=False)
            for row, (one, other) in enumerate(lines):
                if one.strip() and other.strip():
                    context = f'msgctxt "{number}.{row}"'
                    file.write(f"\n{context}\nmsgid {_quoted(one)}\nmsgstr {_quoted(other)}\n")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
