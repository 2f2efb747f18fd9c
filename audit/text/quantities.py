"""Months, days of the week and currencies that a text names: CLDR through Babel, in any of its languages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from audit.text.anchors import fold
from audit.text.tokens import Token

#: The world's most traded currencies (BIS Triennial Central Bank Survey 2022); others are named too seldom.
CURRENCIES = (
    "EUR", "USD", "JPY", "GBP", "CNY", "AUD", "CAD", "CHF", "SEK", "NOK", "DKK", "PLN", "INR", "RUB", "TRY",
    "BRL", "KRW", "CZK", "HUF",
)  # fmt: skip
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "¥": "yen", "₽": "ruble", "₹": "rupee", "₩": "won"}
#: Currencies of one name are one here: a text rarely says whose dollars or crowns it means.
_KINDS = {
    "EUR": "euro", "USD": "dollar", "AUD": "dollar", "CAD": "dollar", "JPY": "yen", "GBP": "pound",
    "CNY": "yuan", "CHF": "franc", "SEK": "crown", "NOK": "crown", "DKK": "crown", "CZK": "crown",
    "PLN": "zloty", "INR": "rupee", "RUB": "ruble", "TRY": "lira", "BRL": "real", "KRW": "won",
    "HUF": "forint",
}  # fmt: skip
_FOLDED_CODES = frozenset(map(fold, _KINDS))
#: Kinds whose name is also that of another thing ("pound", "livre", "real", "won", "corona"), in some
#: language.
UNSURE = frozenset({"pound", "real", "won", "crown", "franc", "lira"})
_SHORTEST = 3


@lru_cache(maxsize=32)
def months(lang: str) -> dict[str, int]:
    """Folded name of a month → 1 to 12."""
    return _calendar(lang, "months")


@lru_cache(maxsize=32)
def days(lang: str) -> dict[str, int]:
    """Folded name of a day of the week → 0 (Monday) to 6."""
    return _calendar(lang, "days")


def _calendar(lang: str, table: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        known = getattr(Locale.parse(lang.replace("-", "_").split("_")[0]), table)
    except (UnknownLocaleError, ValueError):
        return {}
    out: dict[str, int] = {}
    for form in ("format", "stand-alone"):
        for number, name in known.get(form, {}).get("wide", {}).items():
            if str(name).isalpha() and len(str(name)) >= _SHORTEST:
                out[fold(str(name))] = int(number)
    return out


@lru_cache(maxsize=32)
def _names(lang: str) -> dict[str, str]:
    """Folded first word of a currency's name, in the singular and the plural → its kind."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_currency_name

    try:
        known = Locale.parse(lang.replace("-", "_").split("_")[0])
    except (UnknownLocaleError, ValueError):
        return {}
    out: dict[str, str] = {}
    for code in CURRENCIES:
        for count in (1, 2, 5):
            words = str(get_currency_name(code, count=count, locale=known)).split()
            plain = [w for w in words if fold(w).startswith(_KINDS[code][:3])] or words[:1]
            if plain and plain[0].isalpha() and len(plain[0]) >= _SHORTEST:
                out.setdefault(fold(plain[0]), _KINDS[code])
    return out


def currencies(
    tokens: Sequence[Token], folded: Sequence[str], text: str, start: int, end: int, lang: str
) -> dict[str, tuple[int, int]]:
    """Kind of currency → where ``text[start:end]`` first names it, by word, sign or ISO code.

    ``tokens`` are the words there, ``folded`` the same folded.
    """
    names = _names(lang)
    found: dict[str, tuple[int, int]] = {}
    if not (names.keys().isdisjoint(folded) and _FOLDED_CODES.isdisjoint(folded)):
        for token, word in zip(tokens, folded, strict=True):
            kind = _KINDS.get(token.text) or names.get(word)
            if kind is not None:
                found.setdefault(kind, (token.start, token.end))
    for sign, kind in _SIGNS.items():
        at = text.find(sign, start, end)
        if at >= 0:
            found.setdefault(kind, (at, at + 1))
    return found
