"""The data that every room reads and hands on: plain frozen dataclasses, text never altered.

Offsets are Unicode code points into the text exactly as read, half open; an empty span (start == end) marks
a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from audit.mqm import Severity

Side = Literal["source", "target"]


class Need(StrEnum):
    """A kind of evidence. A rule names what it needs; a document without it is *not judged* by that rule."""

    SOURCE = "source"  # an aligned source text
    BACK_TRANSLATION = "back-translation"
    ENCODER = "encoder"  # meaning similarity from a sentence encoder
    GRAMMAR = "grammar checker"
    GLOSSARY = "glossary"
    LANGUAGE = "language data"  # the tables a rule reads for the languages of a document


class Kind(StrEnum):
    """What a block of text is; only prose is held to the conventions of running text."""

    TITLE = "title"
    PROSE = "prose"
    LIST = "list item"
    CAPTION = "caption"
    NAVIGATION = "navigation"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``document.text(side)[start:end]``."""

    side: Side
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether both share at least one character."""
        return self.side == other.side and self.start < other.end and other.start < self.end


def base_of(code: str) -> str:
    """The primary subtag of a language code (BCP 47), in lower case: "pt" of "pt-BR" and "pt_BR"."""
    return code.replace("_", "-").split("-", 1)[0].lower()


@dataclass(frozen=True, slots=True)
class Language:
    """A language code (BCP 47) and how it became known: "option", "input", "file name", "detected" or
    "unknown".
    """

    code: str
    origin: str = "input"
    confidence: float = 1.0

    @property
    def base(self) -> str:
        """The primary subtag: "pt" of "pt-BR"."""
        return base_of(self.code)


@dataclass(frozen=True, slots=True)
class Ignored:
    """An exception that a document brings: a rule (code, prefix, name, check), and its marked text or any."""

    rule: str
    text: str | None = None


@dataclass(frozen=True)
class Document:
    """One translated article. ``aligned`` holds the given (source, target) spans when it came as segments.

    ``path`` is the file of the target, ``source_path`` that of the source. ``line`` is where in ``path`` the
    document begins when the file holds records; None where the file is the text itself.
    """

    id: str
    target: str
    target_lang: Language
    source: str | None = None
    source_lang: Language | None = None
    path: str | None = None
    aligned: tuple[tuple[Span, Span], ...] | None = None
    notes: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    source_path: str | None = None
    line: int | None = None

    @property
    def system(self) -> str:
        """What stands before the first slash of the id, as in "system/document"; "" where there is none."""
        name, slash, rest = self.id.partition("/")
        return name if slash and rest else ""

    def text(self, side: Side) -> str:
        """The raw text of a side; empty where there is no source."""
        return self.target if side == "target" else (self.source or "")

    def at(self, span: Span) -> str:
        """The marked text."""
        return self.text(span.side)[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, title, list item, caption or navigation line, with its sentences."""

    span: Span
    kind: Kind
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class BackTranslation:
    """The target of one segment in the source language again.

    ``unknown`` are words of the *target* that the engine did not know (as they stand in the target text).
    ``hops``: how many translations it went through; each pivot language adds mistakes of its own.
    """

    text: str
    engine: str
    unknown: tuple[str, ...] = ()
    hops: int = 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """Expected quality, 0–1: from the lowest to the highest twentieth of the judgements of the language pair.

    ``low`` to ``high`` is where four of five human judgements fall; where ``calibrated`` is false there were
    no judgements of this pair to learn from, and the interval is widened by guess.
    """

    value: float
    low: float
    high: float
    calibrated: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the source that its back-translation lacks ("lost"), the other way round ("gained"), or that
    stand for each other and mean something else ("changed").

    ``source`` is a span of the document's source, ``back`` half-open offsets into the text of the segment's
    ``back``. ``agreed``: whether the other engines' back-translations show it too; None where there are none.
    """

    kind: Literal["lost", "gained", "changed"]
    source: Span | None
    back: tuple[int, int] | None
    agreed: bool | None = None


@dataclass(frozen=True)
class Segment:
    """Aligned sentences: one to three of each side (most often 1-1, 1-2, 2-1), or a side missing (1-0, 0-1).

    ``also`` are the back-translations of further engines, ``differences`` those of the source and ``back``.

    ``measures``: name → value, e.g. "chrf" (0–100), "bleu" (0–100), "cosine" (source ↔ target, −1–1),
    "back_cosine" (source ↔ back-translation), "agreement" (chrF of the engines' back-translations, 0–100),
    "estimate" and "score" (0–1, each with "…_low" and "…_high").
    """

    index: int
    source: Span | None
    target: Span | None
    source_sentences: tuple[Span, ...] = ()
    target_sentences: tuple[Span, ...] = ()
    kind: Kind = Kind.PROSE
    back: BackTranslation | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    also: tuple[BackTranslation, ...] = ()
    differences: tuple[Difference, ...] = ()

    def span(self, side: Side) -> Span | None:
        """The place of one side; None where it is missing."""
        return self.source if side == "source" else self.target

    def sentences(self, side: Side) -> tuple[Span, ...]:
        """The sentences of one side."""
        return self.source_sentences if side == "source" else self.target_sentences

    def measured(self, measures: Mapping[str, float]) -> Segment:
        """The segment with these measures: ``dataclasses.replace``, in half its time, for every segment of a
        batch is given its score.
        """
        return Segment(
            self.index,
            self.source,
            self.target,
            self.source_sentences,
            self.target_sentences,
            self.kind,
            self.back,
            measures,
            self.also,
            self.differences,
        )

    def facing(self, side: Side) -> tuple[Span, Span]:
        """The place of one side and that of the other; the segment must have both."""
        assert self.source is not None and self.target is not None
        return (self.source, self.target) if side == "source" else (self.target, self.source)


@dataclass(frozen=True)
class NotJudged:
    """Evidence that was missing, why, and how to get it; ``codes`` are the rules that could not speak."""

    need: Need
    reason: str
    remedy: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """A document as analysed: blocks, aligned segments, and the evidence that is at hand."""

    document: Document
    source_blocks: tuple[Block, ...]
    target_blocks: tuple[Block, ...]
    segments: tuple[Segment, ...]
    evidence: frozenset[Need] = frozenset()


@dataclass(frozen=True)
class BatchEvidence:
    """What the whole batch of one language pair shows, summed over documents so that order and workers
    cannot matter.

    ``renderings``: source term (case folded) → target form (case folded) → in how many aligned segments it
    stands for it.
    ``support``: source term → in how many segments it occurs. ``casing``: target word (case folded) → times
    seen
    (lower case, capitalized) inside a sentence, not at its start; ``source_casing`` says the same of the
    source's words.
    ``documents``: how many documents were counted.
    """

    documents: int = 0
    renderings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    support: Mapping[str, int] = field(default_factory=dict)
    casing: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    source_casing: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """One entry: a source term and the target terms allowed for it, the preferred first; "" languages fit
    all.
    """

    source: str
    targets: tuple[str, ...]
    source_lang: str = ""
    target_lang: str = ""
    forbidden: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Glossary:
    """A termbase, and the file it came from."""

    terms: tuple[GlossaryTerm, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class GrammarNote:
    """What an external grammar checker says of the target: its own rule id, message and corrections."""

    span: Span
    rule: str
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on: a label ("back-translation", "source", "elsewhere in the text") and a
    quotation or figure.
    """

    label: str
    text: str


class Judgement(StrEnum):
    """What a person says of a finding. *Fixed* is an error that has been mended since; *open* takes back."""

    ACCEPT = "accept"
    FALSE_ALARM = "false-alarm"
    FIXED = "fixed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's judgement on a finding. Times are ISO 8601: ``date`` a UTC instant, ``expires`` a day."""

    judgement: Judgement
    note: str = ""
    author: str = ""
    date: str = ""
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """Somebody's word that a finding is none: it is shown as suppressed and counts nowhere.

    ``date`` and ``expires`` are ISO 8601 days; on the day after ``expires`` the finding counts again.
    """

    reason: str
    author: str
    date: str
    expires: str | None = None


@dataclass(frozen=True)
class Finding:
    """One defect, at exact characters. ``spans[0]`` is where it is reported; further spans mark the same
    cause. ``baseline`` says whether a baseline knows it; None where none was given.
    """

    doc: str
    code: str
    name: str
    check: str
    mqm: str
    severity: Severity
    confidence: float
    message: str
    spans: tuple[Span, ...]
    text: str
    evidence: tuple[Evidence, ...] = ()
    suggestion: str | None = None
    segment: int | None = None
    fingerprint: str = ""
    baseline: Literal["new", "unchanged"] | None = None
    suppressed: Suppression | None = None
    decision: Decision | None = None

    @property
    def counts(self) -> bool:
        """Whether a gate counts it: nobody suppressed it, and no baseline knows it."""
        return self.suppressed is None and self.baseline != "unchanged"

    @property
    def confirmed(self) -> bool:
        """Whether a person has confirmed that it is an error."""
        return self.decision is not None and self.decision.judgement in (Judgement.ACCEPT, Judgement.FIXED)

    @property
    def span(self) -> Span:
        return self.spans[0]

    @property
    def side(self) -> Side:
        return self.spans[0].side

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[0].end


@dataclass(frozen=True)
class Score:
    """An MQM scorecard; formulas in ``audit.grade.scorecard``. Scores are None where there are no words."""

    words: int
    counts: Mapping[str, int]  # severity → findings
    penalty: float  # APT, absolute penalty total
    per_word: float | None  # PWPT
    per_thousand: float | None  # NPT
    raw: float | None  # RQS
    calibrated: float | None  # CQS
    threshold: float  # PT
    passed: bool | None
    small_sample: bool


@dataclass(frozen=True)
class GroupScore:
    """The score over some documents of a run, and how many they are."""

    documents: int
    score: Score


@dataclass(frozen=True)
class Verdict:
    """What a gate says. ``passed`` is None when nothing could be judged; ``reasons`` say why, one line
    each.
    """

    passed: bool | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentReport:
    """Everything about one document.

    ``confirmed`` is the score over confirmed errors alone, None where nobody has decided anything.
    """

    article: Article
    findings: tuple[Finding, ...]
    score: Score
    not_judged: tuple[NotJudged, ...] = ()
    confirmed: Score | None = None
    estimate: Estimate | None = None  # of the whole document, its findings weighed in

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody suppressed: the score is over them."""
        return tuple(f for f in self.findings if f.suppressed is None)

    @property
    def document(self) -> Document:
        return self.article.document

    @property
    def segments(self) -> tuple[Segment, ...]:
        return self.article.segments


@dataclass(frozen=True)
class Failure:
    """A document that could not be audited."""

    where: str
    problem: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that a baseline knows. ``places`` is how many it marked; ``text`` is what it marked first."""

    doc: str
    fingerprint: str
    code: str
    text: str
    places: int = 1
    suppressed: Suppression | None = None


@dataclass(frozen=True)
class BaselineReport:
    """What came of a baseline: entries of audited documents that fit no finding any more.

    ``absent`` are known findings that are gone, ``unused`` suppressions without a finding, ``expired`` those
    whose day has passed and whose findings count again.
    """

    path: str
    absent: tuple[Known, ...] = ()
    unused: tuple[Known, ...] = ()
    expired: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole run: the record that every renderer reads. ``signature`` reproduces it.

    Of a run too large to be held, ``documents`` are the worst, and ``elsewhere`` is how many more stand in
    the
    files of the record alone; scores are over all. ``groups``: (language pair, system) → score, where
    counted.
    """

    documents: tuple[DocumentReport, ...]
    failures: tuple[Failure, ...]
    score: Score
    verdict: Verdict
    signature: str
    not_judged: tuple[NotJudged, ...] = ()
    notes: tuple[str, ...] = ()
    engine: str = "none"
    encoder: str = "none"
    profile: str = "mqm"
    format_version: int = 1
    baseline: BaselineReport | None = None
    confirmed: Score | None = None
    elsewhere: int = 0
    groups: Mapping[tuple[str, str], GroupScore] = field(default_factory=dict)

    @property
    def audited(self) -> int:
        """How many documents were audited."""
        return len(self.documents) + self.elsewhere

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the documents and of the text."""
        return tuple(f for d in self.documents for f in d.findings)

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody suppressed, in the same order."""
        return tuple(f for f in self.findings if f.suppressed is None)


@dataclass(frozen=True)
class Margin:
    """By how much run B is better than run A in one figure, over paired items; higher is better.

    ``low`` and ``high`` bound the difference with 95 % confidence, ``p`` is the chance of a difference this
    far from none where there is none; None where the items are too few to say.
    """

    what: str
    a: float
    b: float
    items: int
    unit: str
    low: float | None = None
    high: float | None = None
    p: float | None = None

    @property
    def difference(self) -> float:
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding as it stands in a run's record."""

    doc: str
    code: str
    check: str
    mqm: str
    severity: Severity
    message: str
    text: str
    fingerprint: str
    segment: int | None = None


@dataclass(frozen=True)
class Comparison:
    """Two runs on the same sources. ``checks``: check → (findings of A, of B, of A alone, of B alone)."""

    a: str
    b: str
    margins: tuple[Margin, ...]
    only_a: tuple[Reported, ...]
    only_b: tuple[Reported, ...]
    both: int
    checks: Mapping[str, tuple[int, int, int, int]]
    notes: tuple[str, ...] = ()
