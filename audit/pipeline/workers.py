"""Work shared by several processes of one machine: in order, bounded, and going on when one of them dies."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from audit.compare import encoder
from audit.config import Settings
from audit.model import BatchEvidence, Glossary
from audit.pipeline.tools import Pair, Tools

T = TypeVar("T")
R = TypeVar("R")
#: Some items and the tools → one result each, in their order.
Work = Callable[[Sequence[T], Tools], Sequence[R]]

_AHEAD = 2  # units a worker that are under way or waiting: enough to keep it busy, few enough to hold

_tools: Tools | None = None  # of this process, where it is a worker


def available() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def one_thread() -> AbstractContextManager[Any]:
    """Matrix products on one thread: with several, their last bits depend on how many there are."""
    limited: AbstractContextManager[Any] = threadpool_limits(1, user_api="blas")
    return limited


class Workers:
    """``map`` with ``count`` processes; in this one where ``count`` is 1.

    Where processes can fork, they share what ``tools`` have loaded.
    """

    def __init__(self, count: int, tools: Tools) -> None:
        self._count = count
        self._tools = tools
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if error is not None:
            # What is under way is of no use any more, and at the end of the program it would be waited for.
            for process in list(getattr(self._pool, "_processes", {}).values()):
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def map(
        self, work: Work[T, R], units: Iterable[Sequence[T]]
    ) -> Iterator[tuple[Sequence[T], list[R | None]]]:
        """Each unit and its results, in order; None for an item whose process died of it."""
        if self._count == 1:
            for unit in units:
                yield unit, list(work(unit, self._tools)) if unit else []
            return
        waiting: deque[tuple[Sequence[T], Future[list[R | None]] | None]] = deque()
        for unit in units:
            waiting.append((unit, self._submit(work, unit)))
            if len(waiting) >= _AHEAD * self._count:
                yield waiting[0][0], self._next(work, waiting)
        while waiting:
            yield waiting[0][0], self._next(work, waiting)

    def _submit(self, work: Work[T, R], unit: Sequence[T]) -> Future[list[R | None]] | None:
        if not unit:
            return None
        if self._pool is None:
            context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
            threads = max(1, available() // self._count)
            tools = self._tools
            given = (tools.settings, tools.glossary, tools.evidence, threads)  # all that can be pickled
            self._pool = ProcessPoolExecutor(self._count, context, initializer=_begin, initargs=given)
        try:
            return self._pool.submit(_run, work, unit)
        except BrokenProcessPool:
            self._pool = None
            return self._submit(work, unit)

    def _next(
        self, work: Work[T, R], waiting: deque[tuple[Sequence[T], Future[list[R | None]] | None]]
    ) -> list[R | None]:
        unit, future = waiting.popleft()
        if future is None:
            return []
        try:
            return future.result()
        except BrokenProcessPool:
            # All units under way are lost with the pool, whichever was to blame.
            self._pool = None
            done = self._alone(work, unit)
            waiting.extend([(other, self._submit(work, other)) for other, _ in _emptied(waiting)])
            return done

    def _alone(self, work: Work[T, R], unit: Sequence[T]) -> list[R | None]:
        """The results of a unit with no other beside it; item by item where that breaks the pool again."""
        future = self._submit(work, unit)
        assert future is not None
        try:
            return future.result()
        except BrokenProcessPool:
            self._pool = None
            return [None] if len(unit) == 1 else [r for item in unit for r in self._alone(work, [item])]


def _emptied(waiting: deque[T]) -> list[T]:
    items = list(waiting)
    waiting.clear()
    return items


def _may_fork() -> bool:
    """Whether forking is safe: on Linux, and where no neural model's threads run in this process."""
    return sys.platform == "linux" and not {"torch", "ctranslate2"} & set(sys.modules)


def _begin(
    settings: Settings, glossary: Glossary | None, evidence: Mapping[Pair, BatchEvidence], threads: int
) -> None:
    global _tools
    _tools = Tools(settings, glossary, evidence=evidence)
    encoder.THREADS = threads
    gc.freeze()  # what the processes share is no garbage: to look at it would make copies of it
    threadpool_limits(1, user_api="blas")


def _run(work: Work[T, R], unit: Sequence[T]) -> list[R | None]:
    assert _tools is not None
    return list(work(unit, _tools))
