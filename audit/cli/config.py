"""``mtaudit config``: the settings in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import click

from audit.cli.options import GATE, OPTIONS, with_options


@click.command()
@with_options(OPTIONS[1:])
@with_options(GATE)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def config(as_json: bool, **options: Any) -> None:
    """Print the settings in force and where each is set; takes the options of `run`."""
    from audit import config as settings

    given = dict(options)
    file, no_cache = given.pop("config"), given.pop("no_cache")
    for name in ("source", "since"):
        given.pop(name)
    given["cache"] = False if no_cache else None
    loaded = settings.load(given, gated=True, config=file)
    path, origins = settings.origins(given, config=file)
    rows = [(name.replace("_", "-"), value, _origin(name, value, origins)) for name, value in _values(loaded)]
    if as_json:
        table = {name: {"value": _plain(value), "from": origin} for name, value, origin in rows}
        made = {"file": str(path) if path else None, "settings": table}
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    click.echo(f"# configuration file: {path or 'none'}")
    for name, value, origin in rows:
        click.echo(f"{name} = {_shown(value)}  # {origin}")


def _values(settings: Any) -> Iterator[tuple[str, Any]]:
    """Every field by its dotted name, the gate's after the others."""
    for field in fields(settings):
        if field.name != "gate":
            yield field.name, getattr(settings, field.name)
    gate = settings.gate
    for field in fields(gate):
        value = getattr(gate, field.name)
        if field.name not in ("folders", "pairs"):
            yield f"gate.{field.name}", value
            continue
        for scope, table in value.items():
            for key, inner in table.items():
                yield f"gate.{field.name}.{scope}.{key}", inner


def _origin(name: str, value: Any, origins: Mapping[str, str]) -> str:
    if name == "gate.require" and value and name not in origins:
        return "what is asked for by name"
    if name == "cache_dir" and "cache" in origins:
        return origins.get(name, origins["cache"])
    return origins.get(name, "default")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def _shown(value: Any) -> str:
    return "none" if value is None else json.dumps(_plain(value), ensure_ascii=False)
