"""TBX (ISO 30042), the 2008 form (martif, termEntry, langSet) and the 2019 form (tbx, conceptEntry, langSec).

Read with expat: no entity is declared, expanded or fetched, whatever a document type names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from audit.errors import UsageError
from audit.model import GlossaryTerm

_CONCEPTS = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")
_TERMS = ("tig", "ntig", "termSec")
_FORBIDDEN = ("deprecated", "superseded", "forbidden", "notRecommended", "obsolete")


@dataclass
class _Term:
    text: str = ""
    status: str = ""

    @property
    def forbidden(self) -> bool:
        return self.status.startswith(_FORBIDDEN)


@dataclass
class _Concept:
    languages: dict[str, list[_Term]] = field(default_factory=dict)

    def entries(self) -> list[GlossaryTerm]:
        """An entry for every allowed term of a language and every other language."""
        found: list[GlossaryTerm] = []
        for source_lang, sources in self.languages.items():
            for target_lang, targets in self.languages.items():
                if source_lang.split("-")[0] == target_lang.split("-")[0]:
                    continue
                allowed = sorted(
                    (t for t in targets if not t.forbidden),
                    key=lambda t: not t.status.startswith("preferred"),
                )
                wrong = tuple(t.text for t in targets if t.forbidden)
                found += [
                    GlossaryTerm(s.text, tuple(t.text for t in allowed), source_lang, target_lang, wrong)
                    for s in sources
                    if not s.forbidden and (allowed or wrong)
                ]
        return found


class _Reader:
    """Collects concepts from expat's events."""

    def __init__(self) -> None:
        self.found: list[GlossaryTerm] = []
        self.concept: _Concept | None = None
        self.terms: list[_Term] | None = None
        self.text: list[str] | None = None
        self.note = ""
        self.root = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.root = self.root or name
        if name in _CONCEPTS:
            self.concept = _Concept()
        elif name in _LANGUAGES and self.concept is not None:
            lang = attributes.get("xml:lang") or attributes.get("lang") or ""
            self.terms = self.concept.languages.setdefault(lang.replace("_", "-"), [])
        elif name in _TERMS and self.terms is not None:
            self.terms.append(_Term())
        elif name in ("term", "termNote", "administrativeStatus") and self.terms:
            self.text = []
            self.note = attributes.get("type", name)

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self.text is not None and self.terms and name in ("term", "termNote", "administrativeStatus"):
            value = " ".join("".join(self.text).split())
            if name == "term":
                self.terms[-1].text = value
            elif self.note == "administrativeStatus":
                self.terms[-1].status = value
            self.text = None
        elif name in _LANGUAGES:
            self.terms = None
        elif name in _CONCEPTS and self.concept is not None:
            for lang, terms in self.concept.languages.items():
                self.concept.languages[lang] = [t for t in terms if t.text]
            self.found += self.concept.entries()
            self.concept = None


def read_tbx(raw: bytes, where: str) -> tuple[GlossaryTerm, ...]:
    """The entries of a TBX file, one for each term and target language.

    Raises UsageError where it is no well-formed XML, no TBX, or declares entities.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data

    def refuse(*_: object) -> None:
        raise UsageError(
            "the termbase declares entities, which are not read",
            where=where,
            remedy="remove its <!ENTITY …> lines",
        )

    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        place = f"{where}, line {error.lineno}"
        raise UsageError(
            f"the termbase is not well-formed XML: {expat.ErrorString(error.code)}", where=place
        ) from None
    if reader.root not in ("martif", "tbx"):
        raise UsageError(f"the file is no TBX: its root is <{reader.root}>", where=where)
    return tuple(reader.found)
