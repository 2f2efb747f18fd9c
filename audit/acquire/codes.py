"""Language codes: what looks like one (BCP 47), how it is written, and which the world knows (CLDR)."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from audit.errors import InputError

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_REMEDY = "use a code such as en, fr or pt-BR"


def canonical(code: str) -> str:
    """A code as BCP 47 writes it: "pt_br" → "pt-BR", "zh-hans" → "zh-Hans", "fra" → "fr".

    Two letters where the language has two. Raises InputError for what is no language code.
    """
    code = code.strip()
    if not _CODE.fullmatch(code):
        raise InputError(f"{code!r} is no language code", remedy=_remedy(code))
    language, *rest = code.replace("_", "-").split("-")
    return "-".join((_two_letters(language.lower()), *map(_subtag, rest)))


def known(code: str) -> bool:
    """Whether CLDR names the language of a code: "fr" and "fr-CA" are, "v2" and "qq" are not."""
    return bool(_CODE.fullmatch(code)) and _two_letters(re.split("[-_]", code)[0].lower()) in _names()


def _subtag(tag: str) -> str:
    """Regions in capitals, scripts with one capital, the rest in lower case (RFC 5646, section 2.1.1)."""
    if len(tag) == 2:
        return tag.upper()
    return tag.title() if len(tag) == 4 and tag.isalpha() else tag.lower()


@lru_cache(maxsize=256)
def _two_letters(language: str) -> str:
    if len(language) != 3:
        return language
    from babel.core import get_global

    short = str(get_global("language_aliases").get(language, ""))
    return short if re.fullmatch("[a-z]{2}", short) else language


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Code → English name, of every language that CLDR names."""
    from babel import Locale

    return {
        str(code).replace("_", "-"): str(name)
        for code, name in Locale("en").languages.items()
        if code != "und"
    }


def _remedy(text: str) -> str:
    by_name = {name.casefold(): code for code, name in _names().items()}
    near = difflib.get_close_matches(text.casefold(), by_name, n=1, cutoff=0.85)
    return f"write {by_name[near[0]]}" if near else _REMEDY
