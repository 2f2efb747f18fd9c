"""The formats that are written when asked for, by name; what every run writes is not among them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from audit.model import Report
from audit.report import github, gitlab, junit, markdown, marot, rdjson, sarif, tables

FORMATS: Final = (
    "csv",
    "parquet",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "markdown",
    "marot",
)


def write(name: str, report: Report, folder: Path, rules: Mapping[str, sarif.RuleLike], root: Path) -> None:
    """Write a report in one of ``FORMATS`` under its fixed name; paths in it are relative to ``root``.

    Raises AuditError where it cannot be written.
    """
    match name:
        case "csv":
            tables.write_csv(report, folder)
        case "parquet":
            tables.write_parquet(report, folder)
        case "sarif":
            sarif.write(report, folder, rules, root)
        case "marot":
            marot.write(report, folder)
        case _:
            plain = {
                "junit": junit,
                "github": github,
                "gitlab": gitlab,
                "rdjson": rdjson,
                "markdown": markdown,
            }
            plain[name].write(report, folder, root)
