"""Settings: defaults, then a file (``mtaudit.toml``, or ``pyproject.toml``), then the command line.

The file is looked for in the working directory and the folders above it; the nearest wins, and
``mtaudit.toml`` wins over ``pyproject.toml`` beside it. Keys are the fields of ``Settings`` with hyphens or
underscores, the thresholds of the gate stand in a table ``gate``:

    [tool.mtaudit]
    source-lang = "en"
    glossary = "terms.csv"          # relative to this file

    [tool.mtaudit.gate]
    threshold = 92
    require = ["back-translation"]
    max-by-rule = { CAP = 3, untranslated = 0 }

    [tool.mtaudit.gate.pairs."en-*"]        # or gate.folders."news/archive": what differs there
    threshold = 85

Exceptions: two lists of words (or the name of a file with one a line), and two tables:

    do-not-translate = ["Face ID"]
    names = "names.txt"

    [tool.mtaudit.ignore-patterns]  # code, prefix, name or check of rules = patterns for the marked text
    TRM = ["^NATO StratCom$"]

    [tool.mtaudit.per-file-ignores]  # path or id, * for anything = rules
    "archive/*" = ["typography"]
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from audit.acquire.codes import canonical
from audit.acquire.options import COLUMNS, InputOptions
from audit.detect.exceptions import compiled, names_rules
from audit.errors import InputError, UsageError
from audit.grade.gate import GateSettings
from audit.grade.scorecard import profile
from audit.model import Need
from audit.report.formats import FORMATS

_FILES = ("mtaudit.toml", "pyproject.toml")


def user_cache() -> Path:
    """Where back-translations are kept: ``$XDG_CACHE_HOME/mtaudit``, by default ``~/.cache/mtaudit``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()) / "mtaudit"


@dataclass(frozen=True)
class Settings:
    """What a run is to do. Languages are BCP 47; ``min_confidence`` is 0–1; ``columns`` are those of a table.

    ``decisions`` is the file of an editor's decisions; it need not exist yet.
    ``do_not_translate`` and ``names`` are lists or the file of one; ``ignore_patterns`` maps rules to
    patterns, ``per_file_ignores`` paths to rules: see ``audit.detect.exceptions``.
    ``baseline`` is a file of known findings, ``history`` the database that runs are appended to.
    ``fail_on_regression`` asks the gate to compare with the last run there that passed.

    ``workers`` is the number of processes, 0 as many as there are processors. ``cache_dir`` None keeps
    neither back-translations nor results, as does ``cache`` False. ``gate`` None judges nothing. An
    engine, encoder or glossary that is asked for by name is evidence that a gate then requires.

    Raises UsageError for a value that cannot be.
    """

    source_lang: str | None = None
    target_lang: str | None = None
    back_translation: str = "auto"
    encoder: str = "auto"
    estimate: str = "auto"
    profile: str = "mqm"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    do_not_translate: tuple[str, ...] | Path = ()
    names: tuple[str, ...] | Path = ()
    ignore_patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    glossary: Path | None = None
    decisions: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    min_confidence: float = 0.0
    output: Path | None = None
    baseline: Path | None = None
    history: Path | None = None
    fail_on_regression: bool = False
    workers: int = 0
    cache: bool = True
    cache_dir: Path | None = field(default_factory=user_cache)
    quiet: bool = False
    gate: GateSettings | None = None

    def __post_init__(self) -> None:
        for name, convert in _SETTINGS.items():
            value = getattr(self, name)
            object.__setattr__(
                self, name, None if value is None and name in _OPTIONAL else _made(name, value, convert)
            )
        if not self.cache:
            object.__setattr__(self, "cache_dir", None)
        if self.gate is not None:
            named = {*self.gate.require, *self._named()}
            gate = replace(self.gate, require=tuple(need for need in Need if need in named))
            object.__setattr__(self, "gate", gate)

    def inputs(self, source: Path | None = None) -> InputOptions:
        """What the settings say about the input; ``source`` is the source of the one target given."""
        return InputOptions(source, self.source_lang, self.target_lang, self.columns)

    def _named(self) -> Iterable[Need]:
        if self.back_translation not in ("auto", "none"):
            yield Need.BACK_TRANSLATION
        if self.encoder not in ("auto", "none"):
            yield Need.ENCODER
        if self.glossary is not None:
            yield Need.GLOSSARY


def load(
    overrides: Mapping[str, Any] | None = None,
    *,
    gated: bool = False,
    config: Path | None = None,
    start: Path | None = None,
) -> Settings:
    """The settings of a run.

    Parameters
    ----------
    overrides: fields of ``Settings`` and of ``GateSettings``, by name, that win over the file. None and empty
        ones are not given. A field of the gate asks for the gate.
    gated: whether a gate is asked for; without, the thresholds of the file wait.
    config: the configuration file; where None, the nearest from ``start`` (the working directory) upwards.

    Raises UsageError that names file, line and key, and the nearest key there is.
    """
    given = {k: v for k, v in (overrides or {}).items() if v is not None and v != () and v != {}}
    path = config if config is not None else find(start or Path.cwd())
    values, gate = _file(path) if path is not None else ({}, {})
    if unknown := [k for k in given if k not in _SETTINGS and k not in _GATE]:
        raise _unknown(unknown[0], (*_SETTINGS, *_GATE))
    own = {k: _made(f"--{k.replace('_', '-')}", v, _GATE[k]) for k, v in given.items() if k in _GATE}
    values.update({k: v for k, v in given.items() if k in _SETTINGS})
    if gated or own:
        values["gate"] = GateSettings(**{**gate, **own})
    return Settings(**values)


def origins(
    overrides: Mapping[str, Any] | None = None, *, config: Path | None = None, start: Path | None = None
) -> tuple[Path | None, dict[str, str]]:
    """The configuration file in force, and where each field is set that ``load`` takes from it or from
    ``overrides``: "mtaudit.toml:3" or "--threshold". Fields of the gate are called "gate.threshold", those of
    a pair or folder "gate.pairs.en-fr.threshold". What is in neither has its default.

    Raises UsageError as ``load`` does.
    """
    path = config if config is not None else find(start or Path.cwd())
    out: dict[str, str] = {}
    if path is not None:
        values, gate = _file(path)
        place, section = _Place(path, _table(path)[1]), _section(path)
        out.update({k: place.of_field(section, k) for k in values})
        inner = f"{section}.gate".lstrip(".")
        for key, value in gate.items():
            if key not in _SCOPES:
                out[f"gate.{key}"] = place.of_field(inner, key)
                continue
            for name, table in value.items():
                scope = f"{inner}.{key}.{name}"
                out.update({f"gate.{key}.{name}.{k}": place.of_field(scope, k) for k in table})
    for key, value in (overrides or {}).items():
        if value is not None and value != () and value != {}:
            out[f"gate.{key}" if key in _GATE else key] = f"--{key.replace('_', '-')}"
    return path, out


def find(start: Path) -> Path | None:
    """The nearest configuration file from a folder upwards; None where there is none. Raises UsageError."""
    folder = start.resolve()
    for place in (folder, *folder.parents):
        for name in _FILES:
            path = place / name
            if path.is_file() and (name != "pyproject.toml" or "mtaudit" in _table(path)[0].get("tool", {})):
                return path
    return None


def _file(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """(settings, gate) of a file, checked, paths made relative to it."""
    table, text = _table(path)
    section = _section(path)
    if section:
        table = (table.get("tool") or {}).get("mtaudit", {})
    place = _Place(path, text)
    if not isinstance(table, dict):
        raise UsageError(f"{section} must be a table", where=str(path), remedy=f"[{section}]")
    gate = table.get("gate", {})
    if not isinstance(gate, dict):
        raise UsageError(
            "'gate' must be a table", where=place.of(section, "gate"), remedy="[gate] threshold = 90"
        )
    inner = f"{section}.gate".lstrip(".")
    return (
        _checked({k: v for k, v in table.items() if k != "gate"}, _SETTINGS, place, section),
        _gate_table(gate, place, inner),
    )


def _gate_table(gate: Mapping[str, Any], place: _Place, section: str) -> dict[str, Any]:
    """The thresholds of a table, those of pairs and folders within it too."""
    plain = {k: v for k, v in gate.items() if k not in _SCOPES}
    out = _checked(plain, _GATE, place, section)
    for name in _SCOPES:
        scopes = gate.get(name, {})
        where = place.of(section, name)
        if not isinstance(scopes, Mapping) or not all(isinstance(v, Mapping) for v in scopes.values()):
            example = f'[{section}.{name}."{_SCOPES[name]}"]'
            raise UsageError(f"{name!r} must hold tables", where=where, remedy=example)
        inner = f"{section}.{name}"
        for key in scopes if name == "pairs" else ():
            if "-" not in key:
                place_of_pair = place.of(inner, key)
                raise UsageError(f"{key!r} is no language pair", where=place_of_pair, remedy="en-fr, or *-fr")
        if scopes:
            out[name] = {k: _checked(v, _SCOPED, place, f"{inner}.{k}") for k, v in scopes.items()}
    return out


def _section(path: Path) -> str:
    """The table of a file that is ours: "tool.mtaudit", or "" where all of it is."""
    tool = _table(path)[0].get("tool")
    ours = path.name == "pyproject.toml" or (isinstance(tool, dict) and "mtaudit" in tool)
    return "tool.mtaudit" if ours else ""


def _table(path: Path) -> tuple[dict[str, Any], str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text), text
    except OSError as error:
        raise UsageError(f"the configuration cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise UsageError("the configuration is no UTF-8", where=str(path), remedy="save as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"is no TOML: {error}", where=str(path)) from None


@dataclass(frozen=True)
class _Place:
    """Where keys stand, for messages: tomllib does not tell."""

    path: Path
    text: str

    def of(self, section: str, key: str) -> str:
        """File and, where it can be found, line of a key."""
        here = ""
        wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[([^\[\]]+)\]", line):
                here = header[1].replace(" ", "").replace('"', "")
                if here == f"{section}.{key}".lstrip("."):
                    return f"{self.path}:{number}"
            elif here == section and wanted.match(line):
                return f"{self.path}:{number}"
        return str(self.path)

    def of_field(self, section: str, name: str) -> str:
        """As ``of``, of a field, however its key spells the hyphen."""
        places = (self.of(section, key) for key in (name.replace("_", "-"), name))
        return max(places, key=len)  # the longer one has the line


Convert = Callable[[Any], Any]


def _checked(
    table: Mapping[str, Any], known: Mapping[str, Convert], place: _Place, section: str
) -> dict[str, Any]:
    """The values of a table by field. Raises UsageError for unknown keys and wrong values."""
    out: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        where = place.of(section, key)
        if name not in known or name == "gate":
            raise _unknown(key, known, where)
        if name in _ENTRIES and isinstance(value, Mapping):
            inner = f"{section}.{key}".lstrip(".")
            for entry, given in value.items():
                _made(entry, {entry: given}, known[name], place.of(inner, entry))
        made = _made(key, value, known[name], where)
        # A path is relative to the file that says it, not to where the command runs.
        out[name] = place.path.parent / made if isinstance(made, Path) else made
    return out


def _unknown(key: str, known: Iterable[str], where: str | None = None) -> UsageError:
    names = [k.replace("_", "-") for k in known if k != "gate"]
    near = difflib.get_close_matches(key.replace("_", "-"), names, n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else f"there are: {', '.join(names)}"
    return UsageError(f"no setting is called {key!r}", where=where, remedy=remedy)


def _made(name: str, value: Any, convert: Convert, where: str | None = None) -> Any:
    try:
        return convert(value)
    except ValueError as error:
        raise UsageError(f"{name!r} {error}", where=where) from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"must be text, not {value!r}")
    return value.strip()


def _code(value: Any) -> str:
    try:
        return canonical(_text(value))
    except InputError as error:
        raise ValueError(f"must be a language code, not {value!r}: {error.remedy}") from None


def _path(value: Any) -> Path:
    if not isinstance(value, (str, Path)) or not str(value):
        raise ValueError(f"must be a path, not {value!r}")
    return Path(value).expanduser()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def _list(value: Any) -> tuple[str, ...]:
    """A list of texts, or one text with commas."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"must be a list of texts, not {value!r}")
    return tuple(part.strip() for v in value for part in v.split(",") if part.strip())


def _words(value: Any) -> tuple[str, ...] | Path:
    """A list of words, or the path of a file that holds one."""
    return _path(value) if isinstance(value, (str, Path)) else _texts(value)


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts, commas and all."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError(f"must be a list of texts, not {value!r}")
    return tuple(value)


def _rule(entry: str) -> str:
    if not names_rules(entry):
        raise ValueError(f"names no rule, check or code prefix: {entry!r} (`mtaudit rules` lists them)")
    return entry


def _patterns(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise ValueError(f'must map rules to patterns, such as TRM001 = ["^NATO$"], not {value!r}')
    out = {_rule(str(rule)): _texts(patterns) for rule, patterns in value.items()}
    for pattern in (p for patterns in out.values() for p in patterns):
        compiled(pattern)
    return out


def _files(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        raise ValueError(f'must map paths to rules, such as "archive/*" = ["TYP"], not {value!r}')
    return {str(path): tuple(map(_rule, _list(rules))) for path, rules in value.items()}


def _choices(allowed: tuple[str, ...]) -> Convert:
    def convert(value: Any) -> tuple[str, ...]:
        items = _list(value)
        for item in items:
            if item not in allowed:
                raise ValueError(f"can hold {', '.join(allowed)}, not {item!r}")
        return items

    return convert


def _columns(value: Any) -> dict[str, str]:
    """A table, or "name=column" texts; the column may hold "="."""
    if isinstance(value, (list, tuple)) and all(isinstance(v, str) and "=" in v for v in value):
        value = dict(v.split("=", 1) for v in value)
    if not isinstance(value, Mapping) or not all(isinstance(v, str) and v for v in value.values()):
        raise ValueError(f'must map names to columns, such as target = "Translation", not {value!r}')
    if unknown := [k for k in value if k not in COLUMNS]:
        raise ValueError(f"knows the names {', '.join(COLUMNS)}, not {unknown[0]!r}")
    return dict(value)


def _profile(value: Any) -> str:
    name = _text(value)
    try:
        return profile(name).name
    except UsageError as error:
        raise ValueError(f"cannot be {name!r}: {error.remedy}") from None


def _number(low: float, high: float = float("inf")) -> Convert:
    def convert(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            limits = f"from {low:g} to {high:g}" if high != float("inf") else f"of {low:g} or more"
            raise ValueError(f"must be a number {limits}, not {value!r}")
        return float(value)

    return convert


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"must be a whole number of 0 or more, not {value!r}")
    return value


def _needs(value: Any) -> tuple[Need, ...]:
    by_name = {need.value.replace(" ", "-"): need for need in Need} | {"grammar": Need.GRAMMAR}
    names = [v.lower().replace(" ", "-").replace("_", "-") for v in _list(value)]
    for name in names:
        if name not in by_name:
            raise ValueError(f"can hold {', '.join(by_name)}, not {name!r}")
    return tuple(by_name[name] for name in names)


def _by_rule(value: Any) -> dict[str, int]:
    """A table, or "RULE=N" texts: findings allowed of a code, code prefix, name or check of rules."""
    from audit.detect.catalogue import selected

    if isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value):
        pairs = [v.rpartition("=") for v in value]
        value = {rule: int(n) if n.isdecimal() else n for rule, _, n in pairs}
    if not isinstance(value, Mapping):
        raise ValueError(f"must map rules to numbers, such as {{ CAP = 3 }}, not {value!r}")
    for rule, most in value.items():
        if not rule.strip():
            raise ValueError(f"must name a rule for {most!r}, such as CAP=3")
        try:
            selected((rule,))
        except UsageError as error:
            raise ValueError(f"can hold rules alone: {error}") from None
        try:
            _count(most)
        except ValueError as error:
            raise ValueError(f"of {rule} {error}") from None
    return dict(value)


def _scopes(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping) or not all(isinstance(v, Mapping) for v in value.values()):
        raise ValueError(f"must hold tables of thresholds, not {value!r}")
    for table in value.values():
        if unknown := [k for k in table if k not in _SCOPED]:
            raise ValueError(f"can hold {', '.join(_SCOPED)}, not {unknown[0]!r}")
    return {name: {k: _SCOPED[k](v) for k, v in table.items()} for name, table in value.items()}


def _gate(value: Any) -> GateSettings | None:
    if value is None or isinstance(value, GateSettings):
        return value
    if isinstance(value, Mapping) and all(k in _GATE for k in value):
        return GateSettings(**{k: _made(k, v, _GATE[k]) for k, v in value.items()})
    raise ValueError(f"must map any of {', '.join(_GATE)} to values, not {value!r}")


_SETTINGS: dict[str, Convert] = {
    "source_lang": _code,
    "target_lang": _code,
    "back_translation": _text,
    "encoder": _text,
    "estimate": _text,
    "profile": _profile,
    "select": _list,
    "ignore": _list,
    "do_not_translate": _words,
    "names": _words,
    "ignore_patterns": _patterns,
    "per_file_ignores": _files,
    "glossary": _path,
    "decisions": _path,
    "columns": _columns,
    "formats": _choices(FORMATS),
    "min_confidence": _number(0, 1),
    "output": _path,
    "baseline": _path,
    "history": _path,
    "fail_on_regression": _flag,
    "workers": _count,
    "cache": _flag,
    "cache_dir": _path,
    "quiet": _flag,
    "gate": _gate,
}
_ENTRIES = ("ignore_patterns", "per_file_ignores")  # tables of which each entry is checked at its line
_OPTIONAL = frozenset(
    {
        "source_lang", "target_lang", "glossary", "decisions", "output", "baseline", "history", "cache_dir",
        "gate",
    }
)  # fmt: skip
# What a pair or folder may set of its own, and all that a gate may.
_SCOPED: dict[str, Convert] = {
    "threshold": _number(0, 100),
    "max_critical": _count,
    "max_major": _count,
    "max_minor": _count,
    "max_by_rule": _by_rule,
    "max_findings_per_1000": _number(0),
    "max_failing_documents": _number(0, 1),
    "max_not_judged": _number(0, 1),
    "require": _needs,
}
_GATE: dict[str, Convert] = {**_SCOPED, "folders": _scopes, "pairs": _scopes}
_SCOPES = {"folders": "news/archive", "pairs": "en-fr"}  # each with an example of its keys
