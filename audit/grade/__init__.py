"""Findings → MQM score, signature and verdict."""

from audit.grade.comparing import compare
from audit.grade.gate import NO_GATE, Exit, GateSettings, exit_code, judge
from audit.grade.runs import read_run
from audit.grade.scorecard import Profile, profile, profiles, score
from audit.grade.signature import signature

__all__ = [
    "NO_GATE",
    "Exit",
    "GateSettings",
    "Profile",
    "compare",
    "exit_code",
    "judge",
    "profile",
    "profiles",
    "read_run",
    "score",
    "signature",
]
