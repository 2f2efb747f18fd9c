"""Findings → MQM score, signature and verdict."""

from audit.grade.baseline import Against, Audited, Baseline
from audit.grade.baseline import compare as against_baseline
from audit.grade.baseline import read as read_baseline
from audit.grade.comparing import compare
from audit.grade.gate import NO_GATE, Exit, GateSettings, Judge, exit_code, judge
from audit.grade.runs import read_run
from audit.grade.scorecard import Profile, profile, profiles, score
from audit.grade.signature import signature
from audit.grade.tally import Tallies, Tally, add_counts

__all__ = [
    "NO_GATE",
    "Against",
    "Audited",
    "Baseline",
    "Exit",
    "GateSettings",
    "Judge",
    "Profile",
    "Tallies",
    "Tally",
    "add_counts",
    "against_baseline",
    "compare",
    "exit_code",
    "judge",
    "profile",
    "profiles",
    "read_baseline",
    "read_run",
    "score",
    "signature",
]
