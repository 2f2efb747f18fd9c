"""Names and acronyms that languages write each in their own way: NATO and OTAN, Germany and Allemagne.

Organisations, institutions and places stand in ``data/terms/*.tsv``, one file a language; territories and the
cities of time zones come from CLDR through Babel. A language without a file knows territories and cities
alone, one without either nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from audit.text.lexicon import has_lexicon, zipf
from audit.text.tokens import tokenize

_NEARLY_AS_COMMON = (
    0.2  # Zipf: a source form this close to a language's own is in use there too ("Qatar" in Spanish)
)
_NO_PLACES = frozenset(
    {"001", "EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"}
)  # the world, pseudo-accents, unknown region


@dataclass(frozen=True, slots=True)
class Known:
    """A source form that a language does not use: its words, and the forms that the language has, the usual
    one first.

    ``ambiguous``: the form is also a name of something else ("Georgia"), and proves nothing by itself.
    """

    concept: str
    words: tuple[str, ...]
    own: tuple[str, ...]
    ambiguous: bool = False


@lru_cache(maxsize=64)
def foreign_forms(source: str, target: str) -> dict[str, tuple[Known, ...]]:
    """First word → the source forms beginning with it that ``target`` does not use, longest first. Base codes
    ("fr").
    """
    if source == target:
        return {}
    found: dict[tuple[str, ...], Known] = {}
    theirs = _table(target)
    for concept, (forms, note) in _table(source).items():
        own = theirs.get(concept, ((), ""))[0]
        ambiguous = bool({"ambiguous", "variants"} & {note, _notes().get(concept)})
        for form in forms:
            words = _split(form, source)
            found[words] = Known(concept, words, () if _among(form, own) else own, ambiguous)
    names = frozenset(_places(target).values())  # "Mexico" is a French name too, that of the city
    for form, own_form in _cldr(source, target):
        words = _split(form, source)
        known = found.get(words)
        if known is None and form not in names and not _in_use(form, own_form, target):
            found[words] = Known(form, words, (own_form,))
        elif known is not None and not known.own and known.ambiguous:
            found[words] = Known(known.concept, words, (own_form,), True)
    index: dict[str, list[Known]] = {}
    for words, known in found.items():
        if words and known.own:
            index.setdefault(words[0], []).append(known)
    return {
        first: tuple(sorted(group, key=lambda k: (-len(k.words), k.words))) for first, group in index.items()
    }


@lru_cache(maxsize=64)
def counterparts(source: str, target: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """(forms of one language, forms of the other) of everything that both have a name for, whether or not
    either uses the other's ("Beijing", "Peking"). Base codes.
    """
    theirs, left, right = _table(target), _places(source), _places(target)
    found = [
        (forms, theirs[concept][0]) for concept, (forms, _) in _table(source).items() if concept in theirs
    ]
    for key, name in left.items():
        other = right.get(key) or (key.rpartition("/")[2].replace("_", " ") if "/" in key else "")
        if other and _plain(name) and _plain(other):
            found.append(((name,), (other,)))
    return tuple(found)


@lru_cache(maxsize=64)
def long_names(lang: str) -> dict[str, tuple[str, ...]]:
    """First word → the names of several words that a language has ("Ciudad del Cabo")."""
    found: dict[str, list[str]] = {}
    for name in [*(f for forms, _ in _table(lang).values() for f in forms), *_places(lang).values()]:
        if " " in name and name[0].isupper():
            found.setdefault(name.split()[0], []).append(name)
    return {first: tuple(names) for first, names in found.items()}


@lru_cache(maxsize=64)
def given_names(source: str, target: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The same of the names of rulers, popes, saints and ancients; base codes."""
    text = files("audit.text").joinpath("data/given.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    langs = rows[0]
    if source not in langs or target not in langs:
        return ()
    at, to = langs.index(source), langs.index(target)
    return tuple((tuple(row[at].split(" | ")), tuple(row[to].split(" | "))) for row in rows[1:])


@dataclass(frozen=True, slots=True)
class Rivals:
    """Forms of one term of which a text keeps to one ("Kiew", "Kyjiw"), and the forms of the source language.

    ``needs_source``: they are rivals only where the source has this term ("Polizei" and "Gendarmerie" are two
    things, but one where the source says "police" each time).
    """

    concept: str
    source: tuple[str, ...]
    forms: tuple[str, ...]
    needs_source: bool


@lru_cache(maxsize=64)
def rivals(source: str, target: str) -> tuple[Rivals, ...]:
    """What a text in ``target`` may say in several ways and should say in one; base codes, "und" for no known
    source.
    """
    theirs, notes = _table(source), _notes()
    found: list[Rivals] = []
    for concept, (forms, _) in _table(target).items():
        different = tuple({f.casefold(): f for f in reversed(forms)}.values())[::-1]
        note = notes.get(concept)
        if note in ("rivals", "variants") and len(different) > 1:
            found.append(Rivals(concept, theirs.get(concept, ((), ""))[0], different, note == "variants"))
    return tuple(found)


def _among(form: str, own: tuple[str, ...]) -> bool:
    """Whether a language has the form too; words may begin with either case, acronyms are what their capitals
    are.
    """
    return form in own or (not form.isupper() and form.casefold() in {o.casefold() for o in own})


@lru_cache(maxsize=1)
def _notes() -> dict[str, str]:
    return {concept: note for concept, (_, note) in _table("en").items()}


@lru_cache(maxsize=64)
def _table(lang: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """Concept → (accepted forms, note); empty where no file is there for a language."""
    if not lang.isalpha():
        return {}
    try:
        text = files("audit.text").joinpath(f"data/terms/{lang}.tsv").read_text("utf-8")
    except FileNotFoundError:
        return {}
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: (tuple(row[1].split(" | ")), row[2] if len(row) > 2 else "") for row in rows}


def _split(form: str, lang: str) -> tuple[str, ...]:
    return tuple(t.text for t in tokenize(form, lang))


def _in_use(form: str, own: str, lang: str) -> bool:
    """Whether a language uses the source form as much as what CLDR calls its own."""
    if form.casefold() == own.casefold() or not has_lexicon(lang):
        return True
    return zipf(form, lang) >= zipf(own, lang) - _NEARLY_AS_COMMON


def _cldr(source: str, target: str) -> list[tuple[str, str]]:
    """(name in one language, name in the other) of territories and of the cities after which time zones are
    named.
    """
    left, right = _places(source), _places(target)
    return [
        (name, right[key])
        for key, name in left.items()
        if key in right and _plain(name) and _plain(right[key])
    ]


def _plain(name: str) -> bool:
    return name[:1].isupper() and not any(c in name for c in "(),/")


@lru_cache(maxsize=64)
def _places(lang: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        known = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return {}
    found = {str(code): str(name) for code, name in known.territories.items() if code not in _NO_PLACES}
    cities = {zone for other in ("en", "fr", "pl", lang) for zone in Locale.parse(other).time_zones}
    for zone in cities:
        city = known.time_zones.get(zone, {}).get("city") or (
            zone.rpartition("/")[2].replace("_", " ") if lang == "en" else ""
        )
        if city and "/" in zone and not zone.startswith("Etc/"):
            found[zone] = str(city)
    return found
