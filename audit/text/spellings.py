"""How names sound to a language that spells them as it hears them: "Christopher", "Kristofer"."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import groupby


@lru_cache(maxsize=1)
def _letters() -> tuple[re.Pattern[str], dict[str, str]]:
    text = files("audit.text").joinpath("data/spellings.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return re.compile("|".join(re.escape(row[0]) for row in rows)), {row[0]: row[1] for row in rows}


@lru_cache(maxsize=100_000)
def respelled(folded: str) -> str:
    """A folded name with the letters that languages exchange made one, and double letters single."""
    pattern, sounds = _letters()
    return "".join(letter for letter, _ in groupby(pattern.sub(lambda m: sounds[m[0]], folded)))
