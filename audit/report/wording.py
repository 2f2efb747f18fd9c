"""Words and figures that several renderers share, so that the terminal and the page say the same."""

from __future__ import annotations

from collections.abc import Sequence

from audit.model import Article, Estimate, Finding, Language, Margin, Need, Report, Score
from audit.mqm import Severity

#: Most severe first, as every list and table shows them.
SEVERITIES = tuple(sorted(Severity, key=lambda s: -s.rank))

#: Said wherever a score is printed: nobody has looked at what a machine found.
UNCONFIRMED = "No person has confirmed these findings: the score is over unconfirmed issues."

#: The name of the score over what a person has confirmed, and over nothing else.
CONFIRMED = "Score over confirmed errors only:"

#: Said where ``Score.small_sample`` is set.
SMALL_SAMPLE = "Few words: a score over so small a sample says little."

_LEVELS = ("target alone", "source and target", "source, target and back-translation")

_ORIGINS = {
    "option": "as given",
    "input": "from the input",
    "file name": "from the file name",
    "unknown": "unknown",
}


def level(article: Article) -> int:
    """The level of evidence: 1 target alone, 2 source and target, 3 back-translation too."""
    if Need.SOURCE not in article.evidence:
        return 1
    return 3 if Need.BACK_TRANSLATION in article.evidence else 2


def level_name(article: Article) -> str:
    """The level in words: "source and target"."""
    return _LEVELS[level(article) - 1]


def verdict(report: Report) -> str:
    """The verdict in words."""
    if report.verdict.passed is None:
        return "No verdict"
    return "Passed" if report.verdict.passed else "Failed"


def standing(score: Score) -> str:
    """Where a score stands to its threshold: "passes at 90"."""
    goal = number(score.threshold)
    if score.passed:
        return f"passes at {goal}"
    if score.calibrated is not None and score.calibrated >= score.threshold:
        return f"over the threshold of {goal}, but what is critical fails it"
    return f"under the threshold of {goal}"


def basis(findings: Sequence[Finding]) -> str:
    """What a score over findings rests on: confirmed errors, unconfirmed issues, or both."""
    confirmed = sum(f.confirmed for f in findings)
    if findings and not confirmed:
        return UNCONFIRMED
    both = (
        f"{count(confirmed, 'confirmed error')} and {count(len(findings) - confirmed, 'unconfirmed issue')}"
    )
    return f"The score is over {both}."


def suppressed(many: int) -> str:
    """Findings that a person keeps out of the counts and of the score."""
    return f"{count(many, 'finding')} suppressed: judged false alarms."


def origin(language: Language) -> str:
    """How a language became known: "detected, 97 % sure"."""
    if language.origin == "detected":
        return f"detected, {percent(language.confidence)} sure"
    return _ORIGINS.get(language.origin, language.origin)


def percent(share: float) -> str:
    """0.97 → "97 %"."""
    return f"{round(100 * share)} %"


def number(value: float | None, digits: int = 0) -> str:
    """12345.6 → "12,346"; None, where nothing could be computed, is a dash."""
    return "–" if value is None else f"{value:,.{digits}f}"


def interval(low: float, high: float) -> str:
    """0.25, 0.75 → "0.25–0.75"."""
    return f"{number(low, 2)}–{number(high, 2)}"


def estimate(found: Estimate) -> str:
    """The estimated quality of a document in words."""
    doubt = "" if found.calibrated else ", not calibrated"
    return f"estimated quality {number(found.value, 2)} ({interval(found.low, found.high)}{doubt})"


def count(many: int, thing: str) -> str:
    """1, "finding" → "1 finding"; 2, "finding" → "2 findings"."""
    return f"{many:,} {thing}" if many == 1 else f"{many:,} {thing}s"


def gain(margin: Margin) -> str:
    """ "+1.250 (0.300 to 2.100, p 0.012)": by how much B is better than A."""
    plain = f"{margin.difference:+.3f}"
    if margin.low is None or margin.high is None or margin.p is None:
        return plain
    return f"{plain} ({margin.low:.3f} to {margin.high:.3f}, p {margin.p:.3f})"


def is_sure(margin: Margin) -> bool:
    """Whether the 95 % interval of a difference leaves out 0."""
    return margin.low is not None and margin.high is not None and not margin.low <= 0 <= margin.high


def better(margin: Margin) -> str:
    """Which of two runs is better, or that nothing can be said."""
    if margin.p is None:
        return "not judged, too few"
    if not is_sure(margin):
        return "no sure difference"
    return "B is better" if margin.difference > 0 else "A is better"
