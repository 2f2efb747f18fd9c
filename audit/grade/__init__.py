"""Findings → MQM score, signature and verdict."""

from audit.grade.baseline import Audited, Baseline, compare
from audit.grade.baseline import read as read_baseline
from audit.grade.gate import NO_GATE, Exit, GateSettings, exit_code, judge
from audit.grade.scorecard import Profile, profile, profiles, score
from audit.grade.signature import signature

__all__ = [
    "NO_GATE",
    "Audited",
    "Baseline",
    "Exit",
    "GateSettings",
    "Profile",
    "compare",
    "exit_code",
    "judge",
    "profile",
    "profiles",
    "read_baseline",
    "score",
    "signature",
]
