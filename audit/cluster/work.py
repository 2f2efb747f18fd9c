"""The two units of work on a partition. Free of any scheduler: whatever can call a function can run them.

Both write what they made under names that follow from their input and settings, and last a marker. A unit
that finds its marker does nothing: a run that was cut off goes on where it was, and a unit that runs twice
writes the same again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.align.observed import Observed
from audit.align.terms import Sample
from audit.cluster.partitions import Partition, documents
from audit.cluster.storage import Folder
from audit.config import Settings
from audit.model import BatchEvidence, Document, DocumentReport, Failure, Glossary
from audit.pipeline import codec
from audit.pipeline.batch import exceptions_of
from audit.pipeline.grading import graded
from audit.pipeline.judge import judge
from audit.pipeline.kept import code_state
from audit.pipeline.passes import Done, Job, examine_jobs
from audit.pipeline.spool import order, revived, size
from audit.pipeline.sums import Sums
from audit.pipeline.tools import Pair, Tools, pair_of
from audit.pipeline.workers import one_thread
from audit.report import tables
from audit.text.portions import portions

if TYPE_CHECKING:
    import pandas as pd

WORK = "_work"
#: Of each language pair: how many documents there are, and what those of its sample add to the evidence.
Held = tuple[tuple[Pair, int, tuple[Observed, ...]], ...]
_UNIT = 400_000  # characters that go through the programs at once


@dataclass(frozen=True)
class Setup:
    """What every unit of a run needs to know: settings, glossary, and where the output goes."""

    settings: Settings
    output: Folder
    glossary: Glossary | None = None

    @property
    def key(self) -> str:
        """A hash of the settings and of the program."""
        plain = replace(self.settings, output=None, history=None, cache_dir=None, workers=0, quiet=False)
        terms = self.glossary.terms if self.glossary else None
        return _digest(code_state(), repr(plain), repr(terms))


@dataclass(frozen=True)
class Examinations:
    """The marker of the first pass: hashes of the ids of a partition, and what was lost."""

    ids: tuple[int, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Judgements:
    """The marker of the second pass: what the documents of a partition add up to, and what was lost."""

    sums: Sums
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]


def examine_partition(partition: Partition, setup: Setup) -> str:
    """The first pass: every document by itself. Returns the name of the marker (``Examinations``)."""
    name = _examined(partition, setup)
    if setup.output.read(name) is not None:
        return name
    tools = _tools(setup)
    failures: list[Failure] = []
    ids: list[int] = []
    samples: dict[Pair, Sample] = {}
    blob = io.BytesIO()
    with one_thread():
        jobs = _jobs(partition, setup, ids, failures)
        for unit in portions(jobs, _UNIT, lambda job: size(job.document)):
            for job, done in zip(unit, examine_jobs(unit, tools), strict=True):
                _pack(blob, job.document, done)
                samples.setdefault(pair_of(job.document), Sample()).add(codec.loads(done.observed, Observed))
    setup.output.write(f"{name}.documents", blob.getvalue())
    held: Held = tuple((pair, s.documents, tuple(s.held())) for pair, s in sorted(samples.items()))
    setup.output.write(f"{name}.sample", codec.dumps(held))
    setup.output.write(name, codec.dumps(Examinations(tuple(ids), tuple(failures))))
    return name


def judge_partition(
    partition: Partition, setup: Setup, evidence: str, again: frozenset[int] = frozenset()
) -> str:
    """The second pass: every document in the light of the corpus. Returns the name of the marker
    (``Judgements``).

    ``evidence`` is the file that holds what the corpus shows; ``again`` the hashes of ids that earlier
    partitions have: their documents are failures here.
    """
    key = _digest(_key(partition, setup), evidence, repr(sorted(again)))
    marker = f"{WORK}/judged/part-{partition.number:05}-{key}"
    if setup.output.read(marker) is not None:
        return marker
    name = f"{_examined(partition, setup)}.documents"
    raw = setup.output.read(name)
    if raw is None:
        raise FileNotFoundError(setup.output.address(name))
    tools, exceptions = _tools(setup, evidence), exceptions_of(setup.settings)
    sums = Sums()
    reports: list[DocumentReport] = []
    failures: list[Failure] = []
    with one_thread():
        for document, examined in _unpacked(raw):
            made = revived(document, examined)
            if id_hash(made.document.id) in again:
                failures.append(_twice(made.document))
                continue
            judged = judge(made, tools.evidence[pair_of(made.document)], tools)
            report = graded(made, judged.hits, tools, exceptions)
            sums.add(made, report)
            reports.append(report)
    part = f"part-{partition.number:05}.parquet"
    for folder, frame in _frames(sorted(reports, key=lambda r: order(r.document.id))):
        content = io.BytesIO()
        frame.to_parquet(content, index=False)
        setup.output.write(f"{folder}/{part}", content.getvalue())
    setup.output.write(marker, codec.dumps(Judgements(sums, tuple(failures), exceptions.notes())))
    return marker


def _frames(reports: Sequence[DocumentReport]) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "findings", tables.findings_of(reports)
    yield "segments", tables.segments_of(reports, tables.MEASURES)
    yield "documents", tables.documents_of(reports)


def _jobs(partition: Partition, setup: Setup, ids: list[int], failures: list[Failure]) -> Iterator[Job]:
    seen: set[str] = set()
    for item in documents(partition, setup.settings.inputs()):
        if isinstance(item, Failure):
            failures.append(item)
        elif item.id in seen:
            failures.append(_twice(item))
        else:
            seen.add(item.id)
            ids.append(id_hash(item.id))
            yield Job(item, b"")


def _twice(document: Document) -> Failure:
    problem = f"the id {document.id!r} is already that of another document"
    return Failure(f"{document.path}:{document.line}", problem, "ids must differ in all the corpus")


def _pack(file: io.BytesIO, document: Document, done: Done) -> None:
    for raw in (codec.dumps(document), done.examined):
        file.write(len(raw).to_bytes(4, "big"))
        file.write(raw)


def _unpacked(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    parts: list[bytes] = []
    at = 0
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 4], "big")
        parts.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
        if len(parts) == 2:
            yield parts[0], parts[1]
            parts = []


def id_hash(name: str) -> int:
    """What tells ids of a corpus apart without holding them."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _examined(partition: Partition, setup: Setup) -> str:
    return f"{WORK}/examined/part-{partition.number:05}-{_key(partition, setup)}"


def _key(partition: Partition, setup: Setup) -> str:
    return _digest(setup.key, partition.where, partition.start, partition.stop, partition.state)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps([str(p) for p in parts]).encode()).hexdigest()[:16]


_held: dict[tuple[str, str, str], Tools] = {}


def _tools(setup: Setup, evidence: str = "") -> Tools:
    """The tools of a worker: models are loaded once, however many partitions it does."""
    key = (setup.key, setup.output.url, evidence)
    if key not in _held:
        found: dict[Pair, BatchEvidence] = {}
        if evidence and (raw := setup.output.read(evidence)) is not None:
            found = codec.loads(raw, dict[Pair, BatchEvidence])
        _held.clear()  # of another run, or of its other pass
        _held[key] = Tools(setup.settings, setup.glossary, evidence=found)
    return _held[key]
