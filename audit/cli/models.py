"""``mtaudit models``: which translation models there are for a pair, which are here, and how to bring one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.progress import Bar

if TYPE_CHECKING:
    from audit.backtranslate.shelf import Listed


@click.group()
def models() -> None:
    """Translation models: list, pull, path, rm.

    An audit of a French translation of an English article translates FROM French TO English.
    """


@models.command("list")
@click.argument("pair", nargs=-1, metavar="[FROM TO]")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_models(pair: tuple[str, ...], as_json: bool) -> None:
    """List the models on this machine, or all that translate FROM one language TO another (fr en)."""
    from audit.acquire.codes import canonical
    from audit.backtranslate import shelf
    from audit.errors import UsageError

    if len(pair) not in (0, 2):
        raise UsageError("two languages are needed, or none", remedy="mtaudit models list fr en")
    found = shelf.for_pair(canonical(pair[0]), canonical(pair[1])) if pair else shelf.here()
    if as_json:
        click.echo(json.dumps([_record(model) for model in found], ensure_ascii=False, indent=1))
    elif found:
        _table(found)
    else:
        click.echo("no models here; `mtaudit models list fr en` lists those that can be pulled")


@models.command()
@click.argument("name")
@click.option(
    "--mirror", metavar="URL", help="A server that answers as the hub does [default: $HF_ENDPOINT]."
)
@click.option(
    "--from", "origin", type=click.Path(path_type=Path), help="Copy it from this folder, without network."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def pull(name: str, mirror: str | None, origin: Path | None, quiet: bool) -> None:
    """Bring a model here: from the hub, from a mirror, or from a folder. Checksums are compared."""
    from audit.backtranslate import download, hub

    if origin is not None:
        with Bar(sys.stderr, quiet=quiet) as bar:
            folder = download.bring(name, origin, bar.show)
    else:
        found = hub.find_model(name)
        folder = found or download.fetch(name, mirror=mirror, show=sys.stderr.isatty() and not quiet)
    click.echo(folder)


@models.command()
@click.argument("name")
def path(name: str) -> None:
    """Print the folder of a model that is here."""
    from audit.backtranslate.hub import find_model

    folder = find_model(name)
    if folder is None:
        raise _not_here(name)
    click.echo(folder)


@models.command()
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def rm(name: str, yes: bool) -> None:
    """Remove a model, and what was converted from it."""
    from audit.backtranslate import shelf
    from audit.backtranslate.hub import find_model
    from audit.config import user_cache

    folder = find_model(name)
    if folder is None:
        raise _not_here(name)
    if not yes:
        click.confirm(f"Remove {folder}?", abort=True, err=True)
    for place in shelf.remove(name, user_cache()):
        click.echo(f"removed {place}")


def _not_here(name: str) -> Exception:
    from audit.errors import UsageError

    return UsageError(f"the model {name} is not here", remedy=f"mtaudit models pull {name}")


def _record(model: Listed) -> dict[str, object]:
    return {
        "name": model.name,
        "megabytes": model.megabytes,
        "licence": model.licence,
        "published": model.published,
        "folder": str(model.folder) if model.folder else None,
    }


def _table(found: Sequence[Listed]) -> None:
    rows = [("model", "size", "licence", "here")]
    for model in found:
        size = f"{model.megabytes:,} MB" if model.megabytes is not None else "unknown"
        where = (
            str(model.folder) if model.folder else "no" if model.published else "no, perhaps not published"
        )
        rows.append((model.name, size, model.licence, where))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, size, licence, where in rows:
        click.echo(f"{name:<{widths[0]}}  {size:>{widths[1]}}  {licence:<{widths[2]}}  {where}")
