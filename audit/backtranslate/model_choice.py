"""Which model translates a pair of languages, and which engine runs it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from audit.backtranslate import ctranslate, neural
from audit.backtranslate.conversion import KINDS, Unfit, kind
from audit.backtranslate.ctranslate import CTranslate2
from audit.backtranslate.download import fetch
from audit.backtranslate.engine import Choice
from audit.backtranslate.hub import HUB_NAME, candidates, declared, find_model
from audit.backtranslate.neural import Transformers
from audit.backtranslate.seq2seq import INSTALL
from audit.errors import EngineError, UsageError

#: Engines that run models, by the name that asks for them.
ENGINES = frozenset({"ctranslate2", "transformers"})


class ModelChoice:
    """Chooses among the models for one pair; ``engine`` "" leaves the choice of engine open."""

    def __init__(self, source: str, target: str, offline: bool, cache_dir: Path | None, engine: str) -> None:
        self._source = source
        self._target = target
        self._offline = offline
        self._cache_dir = cache_dir
        self._engine = engine

    def at_hand(self, instead: Callable[[], Choice] | None = None) -> Choice:
        """The best model on this machine; where there is none, what ``instead`` gives, or the best model
        published, if downloads are allowed."""
        found = self._local()
        lacking = self._missing(found[0] if found else None)
        if found is not None and not lacking:
            return self._run(*found)
        if instead is not None and ((choice := instead()).engine is not None or found is None):
            return choice
        if lacking:
            what = "a neural model is at hand, but" if found else "a neural engine needs"
            end = " is not installed" if found else ""
            return Choice(None, f"{what} {', '.join(lacking)}{end}", INSTALL)
        name = next(candidates(self._source, self._target, suggested=True), None)
        if self._offline or name is None:
            return Choice(
                None,
                f"no translation model from {self._source} to {self._target} is at hand",
                remedy(self._source, self._target),
            )
        return self.named(name)

    def named(self, name: str) -> Choice:
        """The model of that name on the hub, or in that folder."""
        path = Path(name).expanduser()
        named = HUB_NAME.fullmatch(name) is not None and ".." not in name
        if path.is_dir() or (not named and looks_like_path(name)):
            return self.folder(path)
        if not named:
            raise UsageError(f"“{name}” is no name of a model", remedy="name it as the hub does: OWNER/MODEL")
        folder = find_model(name)
        if lacking := self._missing(folder):
            return Choice(None, f"a neural engine needs {', '.join(lacking)}", INSTALL)
        if folder is None:
            if self._offline:
                return Choice(None, f"the model {name} is not on this machine", f"mtaudit models pull {name}")
            try:
                folder = fetch(name)
            except EngineError as error:
                return Choice(None, error.problem, error.remedy or f"mtaudit models pull {name}")
        return self._run(folder, name)

    def folder(self, folder: Path) -> Choice:
        """The model in a folder."""
        if not folder.is_dir():
            return Choice(None, f"there is no folder {folder}", "give the folder of a translation model")
        return self._run(folder, folder.resolve().name)

    def _local(self) -> tuple[Path, str] | None:
        """The best model on this machine for the pair, and its name."""
        for name in candidates(self._source, self._target):
            folder = find_model(name)
            if folder is not None and Transformers(folder, name).supports(self._source, self._target):
                return folder, name
        return None

    def _missing(self, folder: Path | None) -> tuple[str, ...]:
        """What is not installed that a model in ``folder`` needs."""
        if self._engine == "ctranslate2":
            return ctranslate.missing()
        if self._engine == "" and (folder is None or kind(folder) in KINDS) and not ctranslate.missing():
            return ()
        return neural.missing()

    def _run(self, folder: Path, name: str) -> Choice:
        if lacking := self._missing(folder):
            return Choice(None, f"a neural engine needs {', '.join(lacking)}", INSTALL)
        plain = Transformers(folder, name)
        if not plain.supports(self._source, self._target):
            pair = [code or "any language" for code in declared(folder)]
            return Choice(
                None,
                f"the model in {folder} translates from {pair[0]} to {pair[1]}, "
                f"not from {self._source} to {self._target}",
                remedy(self._source, self._target),
            )
        if self._engine == "transformers" or (not self._engine and _plain_only(folder)):
            return Choice(plain)
        fast = CTranslate2(folder, name, self._cache_dir)
        try:
            fast.prepare()
        except EngineError as error:
            if self._engine == "ctranslate2" or neural.missing():
                way = f"--back-translation transformers:{name}" if isinstance(error, Unfit) else INSTALL
                return Choice(None, str(error), error.remedy or way)
            return Choice(plain, f"{name} runs with transformers, which is slower: {error.problem}")
        return Choice(fast)


def _plain_only(folder: Path) -> bool:
    """Whether transformers alone can run a model."""
    return kind(folder) not in KINDS or bool(ctranslate.missing())


def remedy(source: str, target: str) -> str:
    """How to get a model for the pair, in one line."""
    name = next(candidates(source, target, suggested=True), None)
    if name is None:
        return "give the folder of a translation model: --back-translation FOLDER"
    return ", then ".join([*([INSTALL] if neural.missing() else []), f"mtaudit models pull {name}"])


def looks_like_path(spec: str) -> bool:
    text = spec.strip()
    return bool(text) and (os.sep in text or text.startswith((".", "~")) or Path(text).is_dir())
