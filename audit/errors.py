"""Errors that a user can act on: one line that names the file, the place and the remedy."""

from __future__ import annotations


class AuditError(Exception):
    """Anything wrong that the user can mend; ``str(error)`` is one line fit for the terminal.

    Parameters
    ----------
    problem: what is wrong, in plain words.
    where: file and place ("news/a.fr.txt, byte 17"), when there is one.
    remedy: what to do about it.
    """

    def __init__(self, problem: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(problem)

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        text = f"{text} ({self.remedy})" if self.remedy else text
        return " ".join(text.split())


class UsageError(AuditError):
    """The command line or the configuration asks for something that cannot be (exit code 2)."""


class InputError(AuditError):
    """A document cannot be read; the others go on."""


class EngineError(AuditError):
    """A translation engine, encoder or external checker could not do its work: the check is *not judged*."""
