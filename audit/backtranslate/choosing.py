"""Which engine translates a pair of languages; where there is none, why not and how to get one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from audit.backtranslate.apertium import Apertium
from audit.backtranslate.chat import Chat
from audit.backtranslate.engine import Choice, Engine
from audit.backtranslate.libretranslate import LibreTranslate
from audit.backtranslate.model_choice import ENGINES, ModelChoice, looks_like_path, remedy
from audit.backtranslate.routes import find_route
from audit.backtranslate.tables import debian_packages, primary
from audit.errors import EngineError, UsageError

_KNOWN = (
    "auto, none, apertium, ctranslate2, transformers, transformers:NAME, the folder of a model, "
    "libretranslate:URL or openai:URL#MODEL"
)
#: Engines that ask a server, by the name before its address.
_SERVERS: Mapping[str, Callable[[str], Engine]] = {"libretranslate": LibreTranslate, "openai": Chat}


def several(spec: str) -> tuple[str, ...]:
    """The engines that one specification names, with commas between them; a folder's name may hold commas."""
    whole = spec.strip()
    if Path(whole).expanduser().is_dir():
        return (whole,)
    return tuple(dict.fromkeys(part.strip() for part in whole.split(",") if part.strip())) or (whole,)


def over_network(spec: str) -> bool:
    """Whether one specification asks a server."""
    return spec.strip().partition(":")[0] in _SERVERS


def choose(
    spec: str, source: str, target: str, *, offline: bool = True, cache_dir: Path | None = None
) -> Choice:
    """The engine that ``spec`` asks for, to translate from ``source`` to ``target``, both BCP 47.

    ``spec``: "auto" (a neural model at hand, else Apertium), "none", "apertium", "ctranslate2" or
    "transformers" (the best model at hand), "ctranslate2:NAME" or "transformers:NAME" (a name on the hub, or
    a folder), or the path of a model's folder. A model that no engine is named for runs with CTranslate2
    where that is installed and the model converts, else with transformers; ``note`` then says why.

    "libretranslate:URL" and "openai:URL#MODEL" ask a server that someone runs; what the address can hold says
    ``audit.backtranslate.web.Address``. With ``offline`` no model is downloaded. ``cache_dir`` keeps
    converted models, None keeps none. Raises UsageError for any other ``spec``.
    """
    asked, _, name = spec.strip().partition(":")
    if asked == "none" and not name:
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
    if asked == "apertium" and not name:
        return _apertium(source, target)
    if asked in _SERVERS:
        return _served(_SERVERS[asked](name), source, target)
    models = ModelChoice(source, target, offline, cache_dir, asked if asked in ENGINES else "")
    if asked == "auto" and not name:
        return models.at_hand(instead=lambda: _apertium(source, target))
    if asked in ENGINES:
        return models.named(name) if name else models.at_hand()
    if looks_like_path(spec):
        return models.folder(Path(spec.strip()).expanduser())
    raise UsageError(f"“{spec}” is no back-translation engine", remedy=f"use {_KNOWN}")


def _is_language(code: str) -> bool:
    return re.fullmatch(r"[a-z]{2,3}", primary(code)) is not None and primary(code) not in {
        "und",
        "mul",
        "zxx",
        "mis",
    }


def _served(engine: Engine, source: str, target: str) -> Choice:
    try:
        if engine.supports(source, target):
            return Choice(engine)
    except EngineError as error:
        return Choice(None, f"{error.where}: {error.problem}", error.remedy)
    return Choice(
        None,
        f"the {engine.name} server does not translate from {source} to {target}",
        "choose another engine",
    )


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
    return Choice(None, f"Apertium has no route from {source} to {target}", remedy(source, target))


def packages_for(source: str, target: str) -> tuple[str, ...]:
    """The Debian packages that give Apertium a route, in the order of the hops; empty where there is none."""
    owner = {mode: package for package, modes in debian_packages().items() for mode in modes}
    route = find_route(owner, source, target)
    return tuple(dict.fromkeys(owner[name] for name in route.names)) if route else ()
