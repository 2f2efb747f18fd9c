"""One batcher for every engine: texts by length, batches filled by tokens, a worker a device."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence

#: Translates the texts of one batch, given by their indexes.
Worker = Callable[[Sequence[int]], Sequence[str]]

_MEMORY = ("out of memory", "can't allocate memory", "alloc_failed", "bad_alloc", "bad allocation")


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indexes grouped by length, longest first, each group within ``budget`` padded tokens (or one text)."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def translate_all(lengths: Sequence[int], budget: int, workers: Sequence[Worker]) -> list[str]:
    """One translation a text, in order. The workers take batches from one queue until it is empty.

    A batch for which there is not enough memory is halved, down to one text. Raises what a worker raised.
    """
    share = max(1, min(budget, -(-sum(lengths) // len(workers))))  # so that no worker is idle
    queue = _Queue(batches(lengths, share), len(lengths))
    others = [threading.Thread(target=queue.work, args=(worker,), daemon=True) for worker in workers[1:]]
    for thread in others:
        thread.start()
    try:
        queue.work(workers[0])
    except BaseException:  # an interrupt: the others finish their batch and stop
        queue.stop()
        raise
    finally:
        for thread in others:
            thread.join()
    return queue.results()


class _Queue:
    """The batches that wait, and what has been made."""

    def __init__(self, waiting: Iterator[list[int]], texts: int) -> None:
        self._waiting = deque(waiting)
        self._outputs = [""] * texts
        self._lock = threading.Lock()
        self._error: Exception | None = None

    def stop(self) -> None:
        with self._lock:
            self._waiting.clear()

    def work(self, worker: Worker) -> None:
        """Batch after batch, until none waits."""
        while (batch := self._take()) is not None:
            try:
                made = worker(batch)
            except Exception as error:  # a library's own; it is raised by ``results``, whatever the thread
                if is_out_of_memory(error) and len(batch) > 1:
                    half = len(batch) // 2
                    with self._lock:
                        self._waiting.extendleft((batch[half:], batch[:half]))
                    continue
                self._error = self._error or error
                self.stop()
                return
            for index, text in zip(batch, made, strict=True):
                self._outputs[index] = text

    def results(self) -> list[str]:
        if self._error is not None:
            raise self._error
        return self._outputs

    def _take(self) -> list[int] | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a library gave up for want of memory, on a processor or on a graphics card."""
    told = str(error).lower()
    return isinstance(error, MemoryError) or any(sign in told for sign in _MEMORY)
