"""Inside GitHub Actions: annotations on standard output, the job summary, and texts that are no commands."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from audit.errors import AuditError
from audit.model import Report


def inside() -> bool:
    """Whether a runner of GitHub Actions reads the output."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def no_commands(stream: TextIO) -> Iterator[None]:
    """Keep the runner from taking what is printed for commands: a translation may hold "::set-env ...".

    The word that ends it is drawn by chance, so no text can hold it.
    """
    if not inside():
        yield
        return
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", file=stream, flush=True)
    try:
        yield
    finally:
        print(f"::{word}::", file=stream, flush=True)


def tell(report: Report, root: Path) -> None:
    """Print the annotations and append the job summary. Raises AuditError where it cannot be written."""
    from audit.report import github, markdown

    for line in github.lines(report, root):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8", newline="\n") as file:
                file.write(markdown.page(report, root))
        except OSError as error:
            raise AuditError(f"cannot be written: {error.strerror}", where="GITHUB_STEP_SUMMARY") from None
