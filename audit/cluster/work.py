"""The two units of work on a partition. Free of any scheduler: whatever can call a function can run them.

Both write what they made under names that follow from their input and settings, and last a marker. A unit
that
finds its marker does nothing: a run that was cut off goes on where it was, and a unit that runs twice writes
the same again.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from audit.align.terms import Observed, Sample
from audit.cluster.partitions import Partition, documents
from audit.cluster.storage import Folder
from audit.config import Settings
from audit.detect.exceptions import Exceptions
from audit.grade import Tallies
from audit.model import BatchEvidence, Document, DocumentReport, Failure, Glossary
from audit.pipeline import codec
from audit.pipeline.batch import exceptions_of
from audit.pipeline.grading import graded
from audit.pipeline.kept import code_state
from audit.pipeline.passes import Done, Job, examine_jobs, in_units, judge_jobs, revived
from audit.pipeline.spool import order, size
from audit.pipeline.tools import Pair, Tools, pair_of
from audit.pipeline.workers import one_thread
from audit.report import tables
from audit.report.record import document_line

WORK = "_work"
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


def examine_partition(partition: Partition, setup: Setup) -> str:
    """The first pass: every document by itself. Returns the name of the marker, which holds the ids'
    hashes.
    """
    name = f"{WORK}/examined/part-{partition.number:05}-{_key(partition, setup)}"
    marker = f"{name}.json"
    if setup.output.read(marker) is not None:
        return marker
    tools = _tools(setup)
    failures: list[Failure] = []
    ids: list[str] = []
    samples: dict[Pair, Sample] = {}
    blob = io.BytesIO()
    with one_thread():
        jobs = _jobs(partition, setup, ids, failures)
        for unit in in_units(jobs, _UNIT, lambda job: size(job.document)):
            for job, done in zip(unit, examine_jobs(unit, tools), strict=True):
                _pack(blob, job.document, done)
                observed: Observed = codec.loads(done.observed)
                samples.setdefault(pair_of(job.document), Sample()).add(observed)
    setup.output.write(f"{name}.documents", blob.getvalue())
    held = tuple((pair, s.documents, tuple(s.held())) for pair, s in sorted(samples.items()))
    setup.output.write(f"{name}.sample", codec.dumps(held))
    said = {"ids": [id_hash(i) for i in ids], "failures": [[f.where, f.problem, f.remedy] for f in failures]}
    setup.output.write(marker, json.dumps(said).encode())
    return marker


def judge_partition(
    partition: Partition, setup: Setup, evidence: str, again: frozenset[int] = frozenset()
) -> str:
    """The second pass: every document in the light of the corpus. Returns the name of the marker.

    ``evidence`` is the file that holds what the corpus shows; ``again`` the hashes of ids that earlier
    partitions have: their documents are failures here.
    """
    key = _digest(_key(partition, setup), evidence, repr(sorted(again)))
    marker = f"{WORK}/judged/part-{partition.number:05}-{key}.json"
    if setup.output.read(marker) is not None:
        return marker
    name = f"{WORK}/examined/part-{partition.number:05}-{_key(partition, setup)}"
    raw = setup.output.read(f"{name}.documents")
    if raw is None:
        raise FileNotFoundError(setup.output.address(f"{name}.documents"))
    tools = _tools(setup, evidence)
    counted = _Counting(tools, exceptions_of(setup.settings))
    for document, examined in sorted(_unpacked(raw), key=lambda pair: order(codec.loads(pair[0]).id)):
        counted.add(document, examined, again)
    part = f"part-{partition.number:05}.parquet"
    for folder, frame in counted.frames():
        content = io.BytesIO()
        frame.to_parquet(content, index=False)
        setup.output.write(f"{folder}/{part}", content.getvalue())
    setup.output.write(marker, json.dumps(counted.said()).encode())
    return marker


@dataclass
class _Counting:
    """The reports of the documents of one partition, as rows, and what they add up to."""

    tools: Tools
    exceptions: Exceptions
    tallies: Tallies = field(default_factory=Tallies)
    failures: list[Failure] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    made_with: dict[str, set[str]] = field(default_factory=dict)
    not_judged: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    reports: list[DocumentReport] = field(default_factory=list)
    standing: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, document: bytes, examined: bytes, again: frozenset[int]) -> None:
        made = revived(document, examined)
        if id_hash(made.document.id) in again:
            problem = f"the id {made.document.id!r} is already that of another document"
            self.failures.append(Failure(_where(made.document), problem, "ids must differ in all the corpus"))
            return
        (hits,) = judge_jobs([(document, examined)], self.tools)
        report = graded(made, codec.loads(hits), self.tools, self.exceptions)
        self.tallies.add(report)
        self.reports.append(report)
        self.standing.update((str(f.severity), f.check, f.code) for f in report.standing)
        self.notes.update(dict.fromkeys(made.notes))
        for name in ("engines", "encoders", "estimators"):
            self.made_with.setdefault(name, set()).update(getattr(made, name))
        for n in report.not_judged:
            self.not_judged.setdefault((str(n.need), n.reason, n.remedy), set()).update(n.codes)

    def frames(self) -> Iterator[tuple[str, Any]]:
        import pandas as pd

        yield "findings", tables.findings_of(self.reports)
        yield "segments", tables.segments_of(self.reports, tables.MEASURES)
        lines = [{**document_line(r), "text": r.document.target} for r in self.reports]
        rows = [
            {k: v if isinstance(v, (str, int)) else json.dumps(v) for k, v in line.items()} for line in lines
        ]
        yield (
            "documents",
            pd.DataFrame(rows, columns=list(rows[0]) if rows else ["id"]).astype({"id": "string"}),
        )

    def said(self) -> dict[str, Any]:
        """For the marker."""
        return {
            "groups": [
                [*group, t.documents, t.words, [[mqm, str(s), n] for (mqm, s), n in sorted(t.errors.items())]]
                for group, t in sorted(self.tallies.groups.items())
            ],
            "failures": [[f.where, f.problem, f.remedy] for f in self.failures],
            "notes": list(self.notes),
            "standing": [[*kind, n] for kind, n in sorted(self.standing.items())],
            "made_with": {name: sorted(found) for name, found in self.made_with.items()},
            "not_judged": [[*why, sorted(codes)] for why, codes in self.not_judged.items()],
            "excepted": list(self.exceptions.notes()),
        }


def _jobs(partition: Partition, setup: Setup, ids: list[str], failures: list[Failure]) -> Iterator[Job]:
    seen: set[str] = set()
    for item in documents(partition, setup.settings.inputs()):
        if isinstance(item, Failure):
            failures.append(item)
        elif item.id in seen:
            problem = f"the id {item.id!r} is already that of another document"
            failures.append(Failure(_where(item), problem, "ids must differ in all the corpus"))
        else:
            seen.add(item.id)
            ids.append(item.id)
            yield Job(item, b"")


def _where(document: Document) -> str:
    return f"{document.path}:{document.line}" if document.line else document.path or document.id


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
            found = codec.loads(raw)
        _held.clear()  # of another run, or of its other pass
        _held[key] = Tools(setup.settings, setup.glossary, evidence=found)
    return _held[key]
