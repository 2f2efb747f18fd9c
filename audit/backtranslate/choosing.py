"""Which engine translates a pair of languages; where there is none, why not and how to get one."""

from __future__ import annotations

import os
import re
from pathlib import Path

from audit.backtranslate.apertium import Apertium
from audit.backtranslate.engine import Choice
from audit.backtranslate.hub import candidates, declared, fetch, find_model
from audit.backtranslate.neural import INSTALL, Transformers, missing
from audit.backtranslate.routes import find_route
from audit.backtranslate.tables import debian_packages, primary
from audit.errors import EngineError, UsageError

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_KNOWN = "auto, none, apertium, transformers, transformers:NAME or the folder of a model"


def choose(spec: str, source: str, target: str, *, offline: bool = True) -> Choice:
    """The engine that ``spec`` asks for, to translate from ``source`` to ``target``, both BCP 47.

    ``spec``: "auto" (a neural model at hand, else Apertium), "none", "apertium", "transformers" (the best
    model at hand), "transformers:NAME" (a name on the hub, or a folder), or the path of a model's folder.
    With ``offline`` nothing is downloaded. Raises UsageError for any other ``spec``.
    """
    kind, _, name = spec.strip().partition(":")
    if kind == "none" and not name:
        return Choice(None, "back-translation is switched off", "run with --back-translation auto")
    if not _is_language(source) or not _is_language(target):
        unknown = target if _is_language(source) else source
        return Choice(
            None, f"the language “{unknown}” is unknown", "name it with --source-lang and --target-lang"
        )
    if primary(source) == primary(target):
        return Choice(
            None,
            f"both texts are in the same language ({primary(source)})",
            "check --source-lang and --target-lang",
        )
    if kind == "auto" and not name:
        return _auto(source, target)
    if kind == "apertium" and not name:
        return _apertium(source, target)
    if kind == "transformers":
        return _named(name, source, target, offline) if name else _at_hand(source, target, offline)
    if _looks_like_path(spec):
        return _folder(Path(spec.strip()).expanduser(), source, target)
    raise UsageError(f"“{spec}” is no back-translation engine", remedy=f"use {_KNOWN}")


def _is_language(code: str) -> bool:
    return re.fullmatch(r"[a-z]{2,3}", primary(code)) is not None and primary(code) not in {
        "und",
        "mul",
        "zxx",
        "mis",
    }


def _looks_like_path(spec: str) -> bool:
    text = spec.strip()
    return bool(text) and (os.sep in text or text.startswith((".", "~")) or Path(text).is_dir())


def _auto(source: str, target: str) -> Choice:
    neural = _local(source, target)
    if neural is not None and not missing():
        return Choice(neural)
    choice = _apertium(source, target)
    if choice.engine is None and neural is not None:
        return Choice(
            None, f"a neural model is at hand, but {', '.join(missing())} is not installed", INSTALL
        )
    return choice


def _local(source: str, target: str) -> Transformers | None:
    """The best model on this machine for the pair."""
    for name in candidates(source, target):
        folder = find_model(name)
        if folder is not None:
            engine = Transformers(folder, name)
            if engine.supports(source, target):
                return engine
    return None


def _apertium(source: str, target: str) -> Choice:
    engine = Apertium()
    try:
        if engine.supports(source, target):
            return Choice(engine)
    except EngineError as error:
        return Choice(None, str(error), "reinstall Apertium")
    packages = packages_for(source, target)
    if packages:
        what = "has no installed route" if engine.installed else "is not installed: it could translate"
        install = " ".join(("sudo apt-get install apertium", *packages))
        return Choice(None, f"Apertium {what} from {source} to {target}", install)
    return Choice(None, f"Apertium has no route from {source} to {target}", _get_model(source, target))


def packages_for(source: str, target: str) -> tuple[str, ...]:
    """The Debian packages that give Apertium a route, in the order of the hops; empty where there is none."""
    owner = {mode: package for package, modes in debian_packages().items() for mode in modes}
    route = find_route(owner, source, target)
    return tuple(dict.fromkeys(owner[name] for name in route.names)) if route else ()


def _get_model(source: str, target: str) -> str:
    name = next(candidates(source, target, suggested=True), None)
    if name is None:
        return "give the folder of a translation model: --back-translation FOLDER"
    steps = [INSTALL] if missing() else []
    steps += [f"hf download {name}", f"run with --back-translation transformers:{name}"]
    return ", then ".join(steps)


def _no_packages() -> Choice | None:
    lacking = missing()
    return Choice(None, f"a neural engine needs {', '.join(lacking)}", INSTALL) if lacking else None


def _at_hand(source: str, target: str, offline: bool) -> Choice:
    if (refused := _no_packages()) is not None:
        return refused
    engine = _local(source, target)
    if engine is not None:
        return Choice(engine)
    name = next(candidates(source, target, suggested=True), None)
    if offline or name is None:
        return Choice(
            None, f"no translation model from {source} to {target} is at hand", _get_model(source, target)
        )
    return _named(name, source, target, offline)


def _named(name: str, source: str, target: str, offline: bool) -> Choice:
    path = Path(name).expanduser()
    if path.is_dir():
        return _folder(path, source, target)
    if _HUB_NAME.fullmatch(name) is None or ".." in name:
        if _looks_like_path(name):
            return _folder(path, source, target)
        raise UsageError(f"“{name}” is no name of a model", remedy="name it as the hub does: OWNER/MODEL")
    if (refused := _no_packages()) is not None:
        return refused
    folder = find_model(name)
    if folder is None:
        if offline:
            return Choice(None, f"the model {name} is not on this machine", f"hf download {name}")
        try:
            folder = fetch(name)
        except EngineError as error:
            return Choice(None, error.problem, error.remedy or f"hf download {name}")
    return _checked(Transformers(folder, name), folder, source, target)


def _folder(folder: Path, source: str, target: str) -> Choice:
    if not folder.is_dir():
        return Choice(None, f"there is no folder {folder}", f"use {_KNOWN}")
    if (refused := _no_packages()) is not None:
        return refused
    return _checked(Transformers(folder, folder.resolve().name), folder, source, target)


def _checked(engine: Transformers, folder: Path, source: str, target: str) -> Choice:
    if engine.supports(source, target):
        return Choice(engine)
    pair = [code or "any language" for code in declared(folder)]
    note = f"the model in {folder} translates from {pair[0]} to {pair[1]}, not from {source} to {target}"
    return Choice(None, note, _get_model(source, target))
