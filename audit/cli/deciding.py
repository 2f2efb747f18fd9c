"""Where decisions are kept, for all commands that read or write them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.config import Settings

#: Beside the report, where nothing else was said.
NAME = "decisions.jsonl"


def decisions_file(settings: Settings, folder: Path) -> Path:
    """The file of the command line or of the configuration, else the one in the folder of the report."""
    return settings.decisions if settings.decisions is not None else folder / NAME
