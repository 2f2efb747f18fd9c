"""The console of the terminal report."""

from __future__ import annotations

from rich.console import Console


class PipeConsole(Console):
    """Says that its reader is gone, where rich would end the program with the code of a failed gate."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError
