"""What a score was made with, in one line, as sacrebleu does: scores compare only where these agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from audit.mqm import Severity
from audit.version import VERSION


class RuleLike(Protocol):
    """What of a rule decides a score."""

    @property
    def code(self) -> str: ...
    @property
    def mqm(self) -> str: ...
    @property
    def severity(self) -> Severity: ...


def signature(
    rules: Iterable[RuleLike],
    profile: str,
    engines: Sequence[str],
    encoders: Sequence[str],
    extra: Mapping[str, str] | None = None,
) -> str:
    """One line: ``mtaudit:0.1.0|rules:41-1f0c9a2b|profile:mqm|engine:…|encoder:…``, then ``extra``.

    ``rules`` are those that ran: their number and a hash of their codes, types and severities. ``engines``
    and ``encoders`` are their own signatures, with versions; their order does not matter. "none" stands for
    none.
    """
    codes = sorted(f"{r.code} {r.mqm} {r.severity}" for r in rules)
    digest = hashlib.sha256("\n".join(codes).encode()).hexdigest()[:8]
    fields = {
        "mtaudit": VERSION,
        "rules": f"{len(codes)}-{digest}",
        "profile": profile,
        "engine": "+".join(sorted(engines)) or "none",
        "encoder": "+".join(sorted(encoders)) or "none",
        **(extra or {}),
    }
    return "|".join(f"{name}:{_plain(value)}" for name, value in fields.items())


def _plain(value: str) -> str:
    """Without what separates fields."""
    return " ".join(value.replace("|", "/").split())
