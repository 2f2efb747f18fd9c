"""A corpus audited by a Dask cluster: this process plans and sums up, workers do the partitions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from audit.align.terms import Sample
from audit.cluster.partitions import Partition, partitions
from audit.cluster.storage import Folder
from audit.cluster.work import (
    WORK,
    Examinations,
    Held,
    Judgements,
    Setup,
    examine_partition,
    judge_partition,
)
from audit.config import Settings
from audit.errors import EngineError, UsageError
from audit.model import Failure, Report
from audit.pipeline import codec
from audit.pipeline.batch import exceptions_of
from audit.pipeline.sums import Sums
from audit.pipeline.tools import Pair, Progress, Tools, silent
from audit.report import record
from audit.text.glossary import read_glossary

T = TypeVar("T")

DONE = "_SUCCESS"
_RETRIES = 3  # of a partition whose worker was lost


def run_corpus(
    inputs: Sequence[str], output: str, settings: Settings, scheduler: str, progress: Progress = silent
) -> Report:
    """Audit the JSON Lines and Parquet files at addresses; findings, segments and documents go to
    ``output`` as
    Parquet, one file a partition, then summary.json and, last, an empty file ``_SUCCESS``.

    ``scheduler``: "tcp://HOST:PORT" or "local:N", N worker processes on this machine. Partitions that an
    earlier run has done with the same input and settings are not done again.

    Raises UsageError for what the user can mend, EngineError where a partition failed however often it was
    tried.
    """
    folder = Folder(output)
    glossary = read_glossary(settings.glossary) if settings.glossary else None
    tools = Tools(settings, glossary)
    setup = Setup(settings, folder, glossary)
    parts = [p for url in inputs for p in partitions(url)]
    parts = [Partition(i, p.folder, p.name, p.start, p.stop, p.state) for i, p in enumerate(parts)]
    folder.remove(DONE)
    with _client(scheduler) as client:
        examined = _each(client, examine_partition, [(p, setup) for p in parts], progress, "examining")
        evidence = _evidence(examined, folder)
        jobs = [(p, setup, evidence, again) for p, again in zip(parts, _again(examined, folder), strict=True)]
        judged = _each(client, judge_partition, jobs, progress, "judging")
    sums = Sums()
    failures: list[Failure] = []
    notes: list[str] = []
    for name in examined:
        failures += _examinations(folder, name).failures
    for name in judged:
        made = _marker(folder, name, Judgements)
        sums.merge(made.sums)
        failures += made.failures
        notes += made.notes
    report = replace(
        sums.report(tools, exceptions_of(settings).signature()),
        failures=tuple(failures),
        notes=tuple(dict.fromkeys((*sums.all_notes(), *notes))),
    )
    _tidied(folder, {*examined, *judged}, len(parts))
    content = json.dumps(record.summary_of(report, sums.standing), indent=1).encode()
    folder.write("summary.json", content)
    folder.write(DONE, b"")
    return report


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    try:
        import distributed
    except ImportError:
        remedy = "pip install 'mtaudit[cluster]'"
        raise UsageError("Dask is not installed", where="--scheduler", remedy=remedy) from None
    kind, _, count = scheduler.partition(":")
    if kind == "local" and count.isdecimal() and int(count) > 0:
        with (
            distributed.LocalCluster(
                n_workers=int(count), threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    if "://" not in scheduler:
        remedy = "tcp://HOST:PORT, or local:N"
        raise UsageError(f"{scheduler!r} is no scheduler", where="--scheduler", remedy=remedy)
    try:
        client = distributed.Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        problem = f"the scheduler does not answer: {error}"
        raise UsageError(problem, where=scheduler, remedy="check the address, or use local:N") from None
    with client:
        yield client


def _each(
    client: Any, work: Callable[..., str], jobs: Sequence[tuple[Any, ...]], progress: Progress, stage: str
) -> list[str]:
    """The marker of every job, in order; a job whose worker is lost is given to another."""
    import distributed

    futures = [client.submit(work, *job, retries=_RETRIES, pure=False) for job in jobs]
    numbers = {future.key: i for i, future in enumerate(futures)}
    out = [""] * len(jobs)
    for done, future in enumerate(distributed.as_completed(futures), 1):
        try:
            out[numbers[future.key]] = future.result()
        except Exception as error:
            where = jobs[numbers[future.key]][0].where
            problem = f"{where} could not be done: {type(error).__name__}: {error}"
            raise EngineError(problem, remedy="run again: what is done is kept") from error
        progress(stage, done, len(jobs))
    return out


def _evidence(markers: Sequence[str], folder: Folder) -> str:
    """What the whole corpus shows, summed over partitions one by one, in a file; its name."""
    samples: dict[Pair, Sample] = {}
    for marker in markers:
        raw = folder.read(f"{marker}.sample")
        for pair, documents, held in codec.loads(raw, Held) if raw is not None else ():
            samples.setdefault(pair, Sample()).merge(documents, held)
    evidence = codec.dumps({pair: samples[pair].evidence() for pair in sorted(samples)})
    name = f"{WORK}/evidence-{hashlib.sha256(evidence).hexdigest()[:16]}"
    folder.write(name, evidence)
    return name


def _again(markers: Sequence[str], folder: Folder) -> Iterator[frozenset[int]]:
    """For each partition the hashes of ids that an earlier one has."""
    seen: set[int] = set()
    for marker in markers:
        ids = set(_examinations(folder, marker).ids)
        yield frozenset(ids & seen)
        seen |= ids


def _examinations(folder: Folder, name: str) -> Examinations:
    return _marker(folder, name, Examinations)


def _marker(folder: Folder, name: str, kind: type[T]) -> T:
    raw = folder.read(name)
    if raw is None:
        raise EngineError(f"{folder.address(name)} is gone", remedy="run again")
    return codec.loads(raw, kind)


def _tidied(folder: Folder, markers: set[str], count: int) -> None:
    """Take out parts and markers of earlier runs over other input, which are none of this one."""
    parts = {f"part-{i:05}.parquet" for i in range(count)}
    stems = tuple(markers)
    for name in folder:
        place, _, file = name.rpartition("/")
        older = (
            place in ("findings", "segments", "documents") and file.startswith("part-") and file not in parts
        )
        done = place in (f"{WORK}/examined", f"{WORK}/judged") and not name.startswith(stems)
        if older or done:
            folder.remove(name)
