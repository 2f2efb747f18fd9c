"""What a user says about the input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: The columns of a table, by the names that they have where nobody says otherwise.
COLUMNS = ("id", "source", "target", "source_lang", "target_lang")


@dataclass(frozen=True)
class InputOptions:
    """``source`` is the source of the one target that is given.

    ``columns`` maps names of ``COLUMNS`` to those of a table. The language codes (BCP 47) win over what the
    input says.
    """

    source: Path | None = None
    source_lang: str | None = None
    target_lang: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
