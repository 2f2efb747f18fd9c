"""Findings that a user has excepted: lists of words, patterns and rules by file, and what a document brings.

What is excepted is counted and told (``notes``), and so is an entry that excepts nothing. A finding goes only
where every place that it marks is excepted: "NATO" as a name does not except "“NATO” stands beside “OTAN”".
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from audit.detect.catalogue import fits, selected
from audit.detect.rule import Hit, Rule
from audit.errors import UsageError
from audit.model import Document, Ignored, Side, Span
from audit.text.listed import Listed, plain

if TYPE_CHECKING:
    import regex

#: Checks that say nothing of a word that is to stay as it is.
KEPT_CHECKS = frozenset({"untranslated", "terminology", "capitalization", "spelling", "language"})
#: Checks that say nothing of a word that is a name.
NAME_CHECKS = KEPT_CHECKS | {"name"}

_LONGEST_PATTERN = 500  # characters
_LONGEST_TEXT = 2_000  # code points of a marked text that patterns see
_PATIENCE = 0.5  # seconds for one pattern on one text; an honest one takes microseconds
_EXAMPLES = 3


def read_words(path: Path) -> tuple[str, ...]:
    """The words of a list, one a line; ``#`` begins a comment line. Raises UsageError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"the list cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError as error:
        where = f"{path}, byte {error.start}"
        raise UsageError("the list is not UTF-8", where=where, remedy="save it as UTF-8") from None
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def compiled(pattern: str) -> regex.Pattern[str]:
    """A pattern to search marked texts with. Raises ValueError that says what is wrong with it."""
    import regex

    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"holds a pattern of more than {_LONGEST_PATTERN} characters")
    try:
        return regex.compile(pattern)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError(f"holds {pattern!r}, which is no regular expression: {error}") from None


def names_rules(entry: str) -> bool:
    """Whether an entry names a rule, a check or a code prefix."""
    try:
        return bool(entry.strip() and selected((entry,)))
    except UsageError:
        return False


@dataclass
class Exceptions:
    """The exceptions of one run, and how often each applied."""

    keep: Listed = field(default_factory=Listed)
    names: Listed = field(default_factory=Listed)
    patterns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _used: Counter[tuple[str, str]] = field(default_factory=Counter)
    _codes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _inline: dict[str, str] = field(default_factory=dict)  # entry as shown → the rule it names
    _slow: set[str] = field(default_factory=set)

    def without(self, document: Document, hits: Iterable[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
        """The hits in a document that nothing excepts, in their order."""
        for ignored in document.ignored:
            self._inline[_shown(document, ignored)] = ignored.rule
        rules = self._file_rules(document)
        found: dict[tuple[str, Side], list[tuple[int, int, str]]] = {}
        return [(rule, hit) for rule, hit in hits if not self._excepted(document, rule, hit, rules, found)]

    def signature(self) -> dict[str, str]:
        """What a score's signature says of exceptions; nothing where there are none.

        What documents bring belongs to the documents, and is not in it.
        """
        kinds = [[*self.keep.words], [*self.names.words]]
        kinds += [
            [f"{k}\t{v}" for k, vs in table.items() for v in vs] for table in (self.patterns, self.files)
        ]
        if not any(kinds):
            return {}
        digest = hashlib.sha256("\n\n".join("\n".join(sorted(k)) for k in kinds).encode("utf-8", "replace"))
        return {"exceptions": f"{sum(map(len, kinds))}-{digest.hexdigest()[:8]}"}

    def notes(self) -> tuple[str, ...]:
        """What was excepted by what, then which entries excepted nothing."""
        out: list[str] = []
        by_kind: dict[str, Counter[str]] = defaultdict(Counter)
        for (kind, entry), n in self._used.items():
            by_kind[kind][entry] += n
        for kind, entries in sorted(by_kind.items()):
            codes = ", ".join(f"{code} {n}" for code, n in sorted(self._codes[kind].items()))
            total = entries.total()
            findings = "1 finding" if total == 1 else f"{total:,} findings"
            out.append(f"{findings} excepted by {kind} ({codes}): {_some(entries, with_counts=True)}")
        for kind, known in self._known().items():
            unused = Counter(entry for entry in known if (kind, entry) not in self._used)
            if unused:
                out.append(
                    f"{kind}: {len(unused):,} of {len(known):,} entries excepted nothing: {_some(unused)}"
                )
        if wrong := Counter(entry for entry, rule in self._inline.items() if not names_rules(rule)):
            out.append(f"inline exceptions that name no rule, check or code prefix: {_some(wrong)}")
        out += [
            f"ignore-patterns: “{p}” took too long and was left out: simplify it" for p in sorted(self._slow)
        ]
        return tuple(out)

    def _known(self) -> dict[str, list[str]]:
        """Kind → all its entries, as shown."""
        return {
            "do-not-translate": [f"“{w}”" for w in self.keep.words],
            "names": [f"“{w}”" for w in self.names.words],
            "ignore-patterns": [f"{rule} “{p}”" for rule, ps in self.patterns.items() for p in ps],
            "per-file-ignores": [f"“{glob}” {rule}" for glob, rules in self.files.items() for rule in rules],
            "inline exceptions": list(self._inline),
        }

    def _file_rules(self, document: Document) -> list[tuple[str, str]]:
        """(pattern, rule) of the entries by file that a document comes under."""
        if not self.files:
            return []
        places = {document.id, Path(document.path or document.id).as_posix()}
        return [
            (glob, rule)
            for glob, rules in self.files.items()
            for rule in rules
            if any(fnmatchcase(p, glob) or fnmatchcase(p, f"*/{glob}") for p in places)
        ]

    def _excepted(
        self,
        document: Document,
        rule: Rule,
        hit: Hit,
        files: Iterable[tuple[str, str]],
        found: dict[tuple[str, Side], list[tuple[int, int, str]]],
    ) -> bool:
        for glob, entry in files:
            if fits(rule, entry):
                return self._count("per-file-ignores", f"“{glob}” {entry}", rule)
        for ignored in document.ignored:
            if ignored.rule.strip() and fits(rule, ignored.rule):
                wanted = plain(ignored.text).strip() if ignored.text is not None else None
                if wanted is None or all(plain(document.at(span)).strip() == wanted for span in hit.spans):
                    return self._count("inline exceptions", _shown(document, ignored), rule)
        for entry, patterns in self.patterns.items():
            if fits(rule, entry):
                for pattern in patterns:
                    if all(self._matches(pattern, document.at(span)) for span in hit.spans):
                        return self._count("ignore-patterns", f"{entry} “{pattern}”", rule)
        for kind, words, checks in (
            ("do-not-translate", self.keep, KEPT_CHECKS),
            ("names", self.names, NAME_CHECKS),
        ):
            if rule.check in checks and words.words:
                word = self._listed(document, hit.spans, kind, words, found)
                if word is not None:
                    return self._count(kind, f"“{word}”", rule)
        return False

    def _listed(
        self,
        document: Document,
        spans: Sequence[Span],
        kind: str,
        words: Listed,
        found: dict[tuple[str, Side], list[tuple[int, int, str]]],
    ) -> str | None:
        """The listed word that covers the first place, where listed words cover all; else None."""
        first: str | None = None
        for span in spans:
            if (kind, span.side) not in found:
                language = document.target_lang if span.side == "target" else document.source_lang
                code = language.code if language else "und"
                found[kind, span.side] = words.places(document.text(span.side), code)
            word = words.covering(document.text(span.side), span.start, span.end, found[kind, span.side])
            if word is None:
                return None
            first = first or word
        return first

    def _matches(self, pattern: str, text: str) -> bool:
        if pattern in self._slow:
            return False
        try:
            return compiled(pattern).search(text[:_LONGEST_TEXT], timeout=_PATIENCE) is not None
        except TimeoutError:
            self._slow.add(pattern)
            return False

    def _count(self, kind: str, entry: str, rule: Rule) -> bool:
        self._used[kind, entry] += 1
        self._codes[kind][rule.code] += 1
        return True


def _shown(document: Document, ignored: Ignored) -> str:
    return f"{document.id}: {ignored.rule}" + (f" “{ignored.text}”" if ignored.text is not None else "")


def _some(entries: Counter[str], *, with_counts: bool = False) -> str:
    """The first few entries, the most used first."""
    order = sorted(entries, key=lambda e: (-entries[e], e))
    shown = [f"{e} {entries[e]:,}" if with_counts and entries[e] > 1 else e for e in order[:_EXAMPLES]]
    more = len(order) - len(shown)
    return ", ".join(shown) + (f", and {more:,} more" if more else "")
