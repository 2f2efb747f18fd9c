"""Back-translation of many texts: each different text once, from the cache where it is known, in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from audit.backtranslate.cache import Cache, key
from audit.backtranslate.engine import Engine, Progress, Translation
from audit.errors import EngineError
from audit.text.portions import portions

_CHUNK_CHARS = 50_000


class Translations(list[Translation]):
    """One translation a text, in order; ``notes`` tell what did not go well (a cache that cannot be used)."""

    def __init__(self, items: Iterable[Translation], notes: tuple[str, ...] = ()) -> None:
        super().__init__(items)
        self.notes = notes


def back_translate(
    engine: Engine,
    texts: Sequence[str],
    source: str,
    target: str,
    *,
    cache_dir: Path | None,
    progress: Progress | None = None,
) -> Translations:
    """``texts`` translated from ``source`` into ``target`` (BCP 47), in order; blank texts give blank ones.

    What is done when an engine fails or the run is killed is in the cache for the next. Raises EngineError.
    """
    cache = Cache(cache_dir) if cache_dir is not None else None
    try:
        done = _translate(engine, texts, source, target, cache, progress)
        notes = (cache.note,) if cache is not None and cache.note else ()
    finally:
        if cache is not None:
            cache.close()
    return Translations((done.get(text, Translation("")) for text in texts), notes)


def _translate(
    engine: Engine,
    texts: Sequence[str],
    source: str,
    target: str,
    cache: Cache | None,
    progress: Progress | None,
) -> dict[str, Translation]:
    times = Counter(texts)
    wanted = [text for text in times if text.strip()]
    finished = sum(times[text] for text in times if not text.strip())
    done: dict[str, Translation] = {}
    keys: dict[str, bytes] = {}
    if cache is not None and wanted:
        signature = engine.signature(source, target)
        keys = {text: key(signature, source, target, text) for text in wanted}
        known = cache.get(list(keys.values()))
        done = {text: known[name] for text, name in keys.items() if name in known}
    finished += sum(times[text] for text in done)
    if progress is not None:
        progress(finished, len(texts))
    unknown = [text for text in wanted if text not in done]
    for chunk in portions(unknown, getattr(engine, "chunk_chars", _CHUNK_CHARS), len):
        made = engine.translate(chunk, source, target)
        if len(made) != len(chunk):
            raise EngineError(
                f"the engine {engine.name} gave {len(made)} translations for {len(chunk)} texts"
            )
        done.update(zip(chunk, made, strict=True))
        if cache is not None:
            cache.put((keys[text], item) for text, item in zip(chunk, made, strict=True))
        finished += sum(times[text] for text in chunk)
        if progress is not None:
            progress(finished, len(texts))
    return done
