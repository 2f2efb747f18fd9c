"""A way from English to Romanian for Apertium: the only one to a source language of the judged pairs that
Debian packages hold (``apertium-eng-spa``, ``apertium-es-ro``).

The package of Spanish and Romanian carries the data of both directions but installs the mode of one; its
``modes.xml`` says what the other is made of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

_SHARE = Path(os.environ.get("APERTIUM_DATADIR", "/usr/share/apertium"))
_MODE = "es-ro"


@contextmanager
def romanian() -> Iterator[None]:
    """While it lasts, Apertium's modes are those installed and Spanish to Romanian."""
    data = _SHARE / "apertium-es-ro"
    if not (data / "modes.xml").exists():
        raise SystemExit("no apertium-es-ro: apt-get install apertium-es-ro apertium-eng-spa")
    before = os.environ.get("APERTIUM_DATADIR")
    with TemporaryDirectory() as folder:
        modes = Path(folder) / "modes"
        modes.mkdir()
        for mode in (_SHARE / "modes").glob("*.mode"):
            (modes / mode.name).symlink_to(mode)
        (modes / f"{_MODE}.mode").write_text(_pipeline(data), encoding="utf-8")
        os.environ["APERTIUM_DATADIR"] = folder
        try:
            yield
        finally:
            os.environ.pop("APERTIUM_DATADIR")
            if before is not None:
                os.environ["APERTIUM_DATADIR"] = before


def _pipeline(data: Path) -> str:
    tree = ElementTree.parse(data / "modes.xml")
    programs = tree.findall(f"./mode[@name='{_MODE}']/pipeline/program")
    return " | ".join(
        " ".join([p.attrib["name"], *(f"'{data / f.attrib['name']}'" for f in p.findall("file"))])
        for p in programs
    )
