"""The two passes over a batch: every document by itself, then every document in the light of its batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice

from audit.align.observed import observe
from audit.backtranslate import over_network, several
from audit.config import Settings
from audit.model import Document, Failure
from audit.pipeline import codec
from audit.pipeline.asked import Judged
from audit.pipeline.counting import Counting
from audit.pipeline.examine import examine
from audit.pipeline.examined import Examination, Examined, Hits
from audit.pipeline.judge import judge
from audit.pipeline.kept import Kept, Keys
from audit.pipeline.spool import Place, Spool, revived, size
from audit.pipeline.tools import Progress, Tools, pair_of, silent
from audit.pipeline.workers import Workers, available
from audit.text.portions import portions

#: Characters of both sides that a unit of work holds: enough for the programs that it starts to be worth it.
_UNIT, _LEAST_UNIT = 400_000, 30_000
_LOT = 200  # documents that are looked up at once
_LESS = 20  # times less work: a document that was judged in an earlier run
_WARM = 2_000  # characters of a document that make a process load its lexicons

#: Documents, each with what an earlier run judged where that stands.
_Unit = list[tuple[Place, Judged | None]]


@dataclass(frozen=True)
class Job:
    """A document to examine, and the key of what comes of it."""

    document: Document
    key: bytes


@dataclass(frozen=True)
class Done:
    """A document examined, as bytes, and what it adds to the evidence of its batch (``Observed``)."""

    examined: bytes
    observed: bytes
    lasting: bool


def examine_jobs(jobs: Sequence[Job], tools: Tools, progress: Progress = silent) -> list[Done]:
    """The work of the first pass."""
    out: list[Done] = []
    for made in examine([job.document for job in jobs], tools, progress):
        observed = codec.dumps(observe(made.article))
        out.append(Done(codec.dumps(made.examination), observed, made.lasting))
    return out


def judge_jobs(jobs: Sequence[tuple[bytes, bytes]], tools: Tools) -> list[bytes]:
    """The work of the second pass, on (document, examination) as they lie in the spool."""
    out: list[bytes] = []
    for document, raw in jobs:
        examined = revived(document, raw)
        evidence = tools.evidence[pair_of(examined.document)]
        out.append(codec.dumps(judge(examined, evidence, tools)))
    return out


@dataclass
class Passes:
    """The passes, and what is known between them."""

    tools: Tools
    spool: Spool
    kept: Kept
    progress: Progress
    failures: list[Failure] = field(default_factory=list)
    _counting: Counting = field(init=False)
    _ids: set[str] = field(default_factory=set)
    _total: int = 0  # documents, where that is known
    _shown: int = 0  # as progress

    def __post_init__(self) -> None:
        self._counting = Counting(self.spool, self.kept)

    def examine(self, items: Iterable[Document | Failure]) -> None:
        """Examine what the cache does not know, put all into the spool, and sum up the batch."""
        keys = Keys(self.tools)
        chars = _UNIT
        count = workers(self.tools.settings)
        if isinstance(items, Sequence):
            # The whole is at hand: it is cut so that every worker has some of it.
            sizes = [size(i) for i in items if isinstance(i, Document)]
            chars, self._total = max(_LEAST_UNIT, min(_UNIT, sum(sizes) // (3 * count))), len(sizes)
        units = portions(self._unknown(items, keys), chars, lambda job: size(job.document))
        first = list(islice(units, 2))
        if len(first) < 2:
            count = 1
        elif count > 1:
            warm(first[0][0].document, self.tools)
        work = partial(examine_jobs, progress=self._within) if count == 1 else examine_jobs
        with Workers(count, self.tools) as pool:
            for unit, results in pool.map(work, chain(first, units)):
                self._take(unit, results)
        self.tools.evidence = self._counting.evidence()

    def _within(self, stage: str, done: int, total: int) -> None:
        """Progress within a unit that this process works on."""
        if stage == "checking":
            self._show(done + len(self.spool), total + len(self.spool))
        else:
            self.progress(stage, done, total)

    def _show(self, done: int, known: int) -> None:
        if done > self._shown:
            self._shown = done
            self.progress("checking", done, max(self._total, known))

    def _unknown(self, items: Iterable[Document | Failure], keys: Keys) -> Iterator[Job]:
        """The documents that have to be examined; the others go into the spool on the way."""
        source = iter(items)
        while lot := list(islice(source, _LOT)):
            jobs: list[Job] = []
            for item in lot:
                if isinstance(item, Document) and item.id not in self._ids:
                    self._ids.add(item.id)
                    jobs.append(Job(item, keys.examined(item)))
                else:
                    self.failures.append(_twice(item) if isinstance(item, Document) else item)
            known = self.kept.get([job.key for job in jobs])
            for job in jobs:
                if not self._reused(job, known):
                    yield job

    def _reused(self, job: Job, known: dict[bytes, bytes]) -> bool:
        """Whether the cache had what it takes, unharmed."""
        if (raw := known.get(job.key)) is None:
            return False
        try:
            examination = codec.loads(raw, Examination)
        except codec.DamagedError:
            return False
        self._counting.later(self.spool.add(job.document, examination, job.key))
        self._show(len(self.spool), len(self.spool))
        return True

    def _add(self, job: Job, done: Done) -> None:
        """Put a document into the spool and the sample."""
        place = self.spool.add(job.document, done.examined, job.key)
        self._counting.add(place, done.observed, lasting=done.lasting)
        self._show(len(self.spool), len(self.spool))

    def _take(self, unit: Sequence[Job], results: Sequence[Done | None]) -> None:
        keep: list[tuple[bytes, bytes]] = []
        for job, done in zip(unit, results, strict=True):
            if done is None:
                self.failures.append(_died(job.document))
                continue
            self._add(job, done)
            if done.lasting:
                keep += [(job.key, done.examined), (Keys.observed(job.key), done.observed)]
        self.kept.put(keep)

    def judge(self) -> Iterator[tuple[Examined, Hits]]:
        """Every document in the light of its batch, by their ids."""
        count = workers(self.tools.settings)
        share = self.spool.chars // (3 * count)
        units = portions(self._known(), max(_LEAST_UNIT, min(_UNIT, share)), _effort)
        # Processes are not worth it for a unit.
        first = list(islice(units, 2))
        count = 1 if len(first) < 2 else count
        under_way: deque[_Unit] = deque()
        with Workers(count, self.tools) as pool:
            for jobs, results in pool.map(judge_jobs, self._unjudged(chain(first, units), under_way)):
                made = iter(zip(jobs, results, strict=True))
                keep: list[tuple[bytes, bytes]] = []
                for place, known in under_way.popleft():
                    examined, judged = self.spool.take(place), known
                    if judged is None:
                        _, new = next(made)
                        if new is None:
                            self.failures.append(_died(examined.document))
                            continue
                        keep.append((Keys.judged(place.key), new))
                        judged = codec.loads(new, Judged)
                    yield examined, judged.hits
                self.kept.put(keep)

    def _unjudged(
        self, units: Iterable[_Unit], under_way: deque[_Unit]
    ) -> Iterator[list[tuple[bytes, bytes]]]:
        """The work of each unit, which is then ``under_way``: what the cache does not know."""
        for unit in units:
            under_way.append(unit)
            yield [self.spool.read(place) for place, known in unit if known is None]

    def _known(self) -> Iterator[tuple[Place, Judged | None]]:
        """The documents by their ids, each with what an earlier run judged where that stands."""
        rest = iter(self.spool.places())
        while lot := list(islice(rest, _LOT)):
            kept = self.kept.get([Keys.judged(place.key) for place in lot])
            for place in lot:
                yield place, self._standing(place, kept.get(Keys.judged(place.key)))

    def _standing(self, place: Place, kept: bytes | None) -> Judged | None:
        """What an earlier run judged, where the batch of this one gives no other answers."""
        if kept is None:
            return None
        try:
            judged = codec.loads(kept, Judged)
        except codec.DamagedError:
            return None
        return judged if judged.stands(self.tools.evidence[place.pair]) else None


def _effort(item: tuple[Place, Judged | None]) -> int:
    """What a document counts in a unit of the second pass: little where there is nothing to do."""
    place, known = item
    return place.chars if known is None else place.chars // _LESS


def workers(settings: Settings) -> int:
    """How many processes a run may use."""
    # A server's limit holds for a run, not for each of its processes.
    if any(over_network(spec) for spec in several(settings.back_translation)):
        return 1
    return settings.workers or available()


def warm(document: Document, tools: Tools) -> None:
    """Load what the documents of a batch need, so that processes forked from this one share it."""
    quiet = replace(tools.settings, back_translation="none", encoder="none", estimate="none", cache=False)
    source = document.source[:_WARM] if document.source else None
    start = replace(document, target=document.target[:_WARM], source=source, aligned=None)
    list(examine([start], Tools(quiet, tools.glossary)))
    if (memo := tools.memo(document)) is not None:
        memo.encoder.load()
        if (words := tools.answers) is not None:
            words.load()


def _twice(document: Document) -> Failure:
    problem = f"the id {document.id!r} is already that of another document"
    return Failure(document.path or f"document {document.id}", problem, "give every document its own id")


def _died(document: Document) -> Failure:
    where = document.path or f"document {document.id}"
    if document.line is not None:
        where = f"{where}:{document.line}"
    return Failure(where, "the process that audited it died", "it may need more memory: try --workers 1")
