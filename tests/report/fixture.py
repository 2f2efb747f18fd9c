"""A report made by hand, without running the auditor: texts written for it, and hostile ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.grade import profile
from audit.model import (
    Article,
    BackTranslation,
    Document,
    DocumentReport,
    Evidence,
    Failure,
    Finding,
    Kind,
    Language,
    Need,
    NotJudged,
    Report,
    Score,
    Segment,
    Side,
    Span,
    Verdict,
)
from audit.mqm import MULTIPLIER, Severity
from audit.report.html import RuleText

SCORING = profile("mqm")

EVIL = "<script>window.evil = 1</script>"
EVIL_ATTRIBUTE = '" onmouseover="window.evil = 2" x=\''
EVIL_MARKUP = "[/b] [bold red]markup[/] $title ${style} {0} <!-- texts --> </template></style>"
BIDI = "invoice\u202etxt.exe\u202c \u2067isolated\u2069"
CONTROLS = "bell\x07 null\x00 escape\x1b[31mred c1\x85 line\u2028end lone\ud800"
LONG = "x" * 50_000 + " " + "yz " * 16_667


@dataclass
class Draft:
    """A document being written: segments one by one, findings by the text that they mark."""

    id: str
    languages: tuple[str, str] = ("en", "fr")
    path: str | None = None
    with_source: bool = True
    notes: tuple[str, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    origin: str = "file name"
    given: bool = False
    source: str = ""
    target: str = ""
    segments: list[Segment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def segment(
        self,
        source: str | None,
        target: str | None,
        back: str | None = None,
        kind: Kind = Kind.PROSE,
        between: str = "\n\n",
        unknown: tuple[str, ...] = (),
        **measures: float,
    ) -> Draft:
        """Add a segment; ``between`` stands before it where it is not the first of its side."""
        spans: dict[str, Span | None] = {"source": None, "target": None}
        for side, text in (("source", source), ("target", target)):
            if text is None:
                continue
            before = getattr(self, side)
            before += between if before else ""
            setattr(self, side, before + text)
            spans[side] = Span("source" if side == "source" else "target", len(before), len(before + text))
        made = BackTranslation(back, "apertium fra-eng", unknown, hops=2) if back is not None else None
        a, b = spans["source"], spans["target"]
        self.segments.append(
            Segment(len(self.segments), a, b, (a,) if a else (), (b,) if b else (), kind, made, measures)
        )
        return self

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        marks: str | Sequence[tuple[int, int]],
        side: Side = "target",
        *,
        evidence: tuple[tuple[str, str], ...] = (),
        suggestion: str | None = None,
        confidence: float = 0.9,
        count: int = 1,
    ) -> Draft:
        """Add a finding at the first ``count`` occurrences of a text, or at given places."""
        text = self.source if side == "source" else self.target
        places: list[tuple[int, int]] = []
        if isinstance(marks, str):
            at = -1
            for _ in range(count):
                at = text.index(marks, at + 1)
                places.append((at, at + len(marks)))
        else:
            places = list(marks)
        spans = tuple(Span(side, *place) for place in places)
        rule = RULES.get(code) or RuleText(code, "unexplained", "other", "Style/Awkward style", "", "", "")
        self.findings.append(
            Finding(
                doc=self.id,
                code=code,
                name=rule.name,
                check=rule.check,
                mqm=rule.mqm,
                severity=severity,
                confidence=confidence,
                message=message,
                spans=spans,
                text=text[spans[0].start : spans[0].end],
                evidence=tuple(Evidence(*e) for e in evidence),
                suggestion=suggestion,
                segment=self._segment_of(spans[0]),
                fingerprint=f"{self.id}-{len(self.findings)}",
            )
        )
        return self

    def _segment_of(self, span: Span) -> int | None:
        for segment in self.segments:
            place = segment.source if span.side == "source" else segment.target
            if place is not None and place.start <= span.start and span.end <= place.end:
                return segment.index
        return None

    def done(self) -> DocumentReport:
        """The document as audited; findings in the order of the text."""
        source_lang, target_lang = self.languages
        document = Document(
            self.id,
            self.target,
            Language(target_lang, self.origin, 0.97),
            self.source if self.with_source else None,
            Language(source_lang, self.origin, 0.99) if self.with_source else None,
            self.path,
            self._aligned() if self.given else None,
            self.notes,
        )
        evidence = {Need.SOURCE, Need.ENCODER} if self.with_source else set()
        if any(s.back for s in self.segments):
            evidence.add(Need.BACK_TRANSLATION)
        article = Article(document, (), (), tuple(self.segments), frozenset(evidence))
        words = len(self.target.split())
        findings = tuple(self.findings)
        return DocumentReport(article, findings, score(findings, words), self.not_judged)

    def _aligned(self) -> tuple[tuple[Span, Span], ...]:
        none = (Span("source", 0, 0), Span("target", 0, 0))
        return tuple((s.source or none[0], s.target or none[1]) for s in self.segments)


def score(findings: Sequence[Finding], words: int) -> Score:
    """A scorecard with the figures that the formulas give; the renderers only print them."""
    counts = Counter(f.severity for f in findings)
    penalty = sum(MULTIPLIER[s] * n for s, n in counts.items())
    if not words:
        return Score(0, {}, penalty, None, None, None, None, 90.0, None, True)
    share = penalty / words
    calibrated = 100 - share * 1000 * (100 - 90) / 10
    passed = calibrated >= 90 and not counts[Severity.CRITICAL]
    named = {str(s): counts[s] for s in Severity}
    return Score(
        words, named, penalty, share, share * 1000, 100 * (1 - share), calibrated, 90.0, passed, words < 500
    )


def rule(code: str, name: str, check: str, mqm: str, meaning: str, why: str, remedy: str) -> RuleText:
    return RuleText(code, name, check, mqm, meaning, why, remedy)


RULES = {
    r.code: r
    for r in (
        rule(
            "UNT001",
            "untranslated-sentence",
            "untranslated",
            "Accuracy/Untranslated",
            "A sentence of the translation is in the source language.",
            "A reader who needs the translation cannot read it, and takes the page for unfinished.",
            "Translate it; where it is a quotation meant to stay, say so beside it.",
        ),
        rule(
            "TRM001",
            "inconsistent-term",
            "terminology",
            "Terminology/Inconsistent use of terminology",
            "One source term stands as two different terms in the same article.",
            "Readers take two names for two things.",
            "Choose one of them and use it throughout.",
        ),
        rule(
            "CAP001",
            "capital-inside-sentence",
            "capitalization",
            "Linguistic conventions/Spelling",
            "A word that is no name begins with a capital inside a sentence.",
            "It looks like a name, and makes the text look machine-made.",
            "Write it in lower case.",
        ),
        rule(
            "NUM001",
            "wrong-number",
            "number",
            "Accuracy/Mistranslation",
            "A figure of the source is another figure in the translation.",
            "A wrong figure is believed: nobody reads it twice.",
            "Put the figure of the source.",
        ),
        rule(
            "OMI001",
            "omitted-sentence",
            "omission",
            "Accuracy/Omission",
            "A sentence of the source has no counterpart in the translation.",
            "What was left out is never missed by the reader.",
            "Translate it and put it where it belongs.",
        ),
        rule(
            "TYP001",
            "straight-apostrophe",
            "typography",
            "Linguistic conventions/Punctuation",
            "Straight apostrophes stand where the typographic one belongs.",
            "It is a matter of care, seldom of meaning.",
            "Replace ' by ’.",
        ),
        rule(
            "GRA001",
            "agreement",
            "grammar",
            "Linguistic conventions/Grammar",
            "Words that belong together do not agree.",
            "The sentence has to be read twice.",
            "Make them agree.",
        ),
        rule(
            "EVL001",
            f"evil{EVIL}",
            "other",
            f"Style/Awkward style{EVIL_ATTRIBUTE}",
            EVIL + EVIL_MARKUP,
            EVIL,
            EVIL_ATTRIBUTE,
        ),
    )
}

_NO_BACK = NotJudged(
    Need.BACK_TRANSLATION,
    "no engine translates fi to en",
    "--back-translation transformers:FOLDER",
    ("MIS001", "NEG001"),
)
_NO_SOURCE = NotJudged(
    Need.SOURCE, "there is no source text", "put name.en.txt beside name.fr.txt", ("OMI001",)
)


def harbour() -> DocumentReport:
    """English to French with back-translations: nested, overlapping and empty marks on both sides."""
    draft = Draft("harbour", path="news/harbour.fr.txt")
    draft.segment(
        "The new harbour opens in May",
        "Le nouveau port ouvre en Mai",
        "The new port opens in May",
        Kind.TITLE,
        score=0.93,
        chrf=71.4,
        bleu=48.2,
        cosine=0.94,
        back_cosine=0.97,
    )
    draft.segment(
        "After eleven years of work, the deep-water harbour at Saltmere will open on 4 May, "
        "the port authority said on Tuesday.",
        "Après onze ans de travaux, le port en eau profonde de Saltmere ouvrira le 14 mai, a déclaré mardi "
        "l'Autorité portuaire.",
        "After eleven years of works, the port in deep water of Saltmere will open the 14 May, has declared "
        "Tuesday the port Authority.",
        score=0.61,
        chrf=58.9,
        bleu=27.7,
        cosine=0.91,
        back_cosine=0.9,
    )
    draft.segment(
        "Ships of up to 400 metres will be able to dock there at any tide.",
        "Ships of up to 400 metres will be able to dock there at any tide.",
        "Ships of up to 400 metres will be able to dock there at any tide.",
        between=" ",
        unknown=("Ships", "dock", "tide"),
        score=0.12,
        chrf=100.0,
        bleu=100.0,
        cosine=1.0,
        back_cosine=1.0,
    )
    draft.segment(
        "The fishermen of the old quay were promised new moorings, but nobody has told them when.",
        "Les pêcheurs du vieux quai ont été Promis de nouveaux mouillages, "
        "mais personne ne leur as dit quand.",
        "The fishermen of the old quay have been Promised new moorings, but nobody has said them when.",
        score=0.7,
        chrf=66.0,
        bleu=35.1,
        cosine=0.88,
        back_cosine=0.93,
    )
    draft.segment("“We read it in the newspaper,” one of them said.", None, between=" ")
    draft.segment(
        "The port authority did not reply to questions.",
        "L'administration du port n'a pas répondu aux questions.",
        "The administration of the port has not answered to the questions.",
        score=0.82,
        chrf=52.3,
        bleu=18.4,
        cosine=0.9,
        back_cosine=0.92,
    )
    draft.segment(
        None,
        "Abonnez-vous à notre lettre d'information.",
        "Subscribe to our newsletter.",
        Kind.NAVIGATION,
    )
    draft.finding(
        "CAP001",
        Severity.MINOR,
        "“Mai” has a capital inside the sentence",
        "Mai",
        suggestion="mai",
        confidence=0.97,
        evidence=(("elsewhere in the text", "le 14 mai"),),
    )
    draft.finding(
        "NUM001",
        Severity.CRITICAL,
        "the source says 4, the translation 14",
        "14",
        suggestion="4",
        confidence=0.95,
        evidence=(("source", "will open on 4 May"), ("back-translation", "will open the 14 May")),
    )
    draft.finding(
        "GRA001",
        Severity.NEUTRAL,
        "the date is worth a second look",
        "ouvrira le 14 mai",
        confidence=0.4,
    )
    draft.finding(
        "TRM001",
        Severity.MAJOR,
        "“port authority” is “Autorité portuaire” and “administration du port”",
        [_place(draft.target, "Autorité portuaire"), _place(draft.target, "administration du port")],
        evidence=(("source", "port authority, twice"),),
        confidence=0.81,
    )
    draft.finding(
        "UNT001",
        Severity.MAJOR,
        "the sentence is in English",
        [_place(draft.target, "Ships of up to 400 metres will be able to dock there at any tide.")],
        evidence=(("back-translation", "the same text"), ("source", "Ships of up to 400 metres …")),
        confidence=0.99,
    )
    draft.finding(
        "GRA001",
        Severity.MINOR,
        "overlaps the English sentence and what follows",
        "at any tide.\n\nLes pêcheurs",
        confidence=0.5,
    )
    draft.finding(
        "CAP001",
        Severity.MINOR,
        "“Promis” has a capital inside the sentence",
        "Promis",
        suggestion="promis",
        evidence=(("back-translation", "have been Promised new moorings"),),
    )
    draft.finding("GRA001", Severity.MINOR, "“personne” takes the third person", "as dit", suggestion="a dit")
    draft.finding(
        "OMI001",
        Severity.MAJOR,
        "nothing in the translation answers to this sentence",
        "“We read it in the newspaper,” one of them said.",
        "source",
        confidence=0.88,
    )
    gap = draft.target.index("L'administration")
    draft.finding(
        "OMI001",
        Severity.MAJOR,
        "a quotation is missing here",
        [(gap, gap)],
        suggestion="« Nous l’avons lu dans le journal », a dit l’un d’eux.",
    )
    draft.finding("TYP001", Severity.MINOR, "straight apostrophe, 3 times", "'", count=3, suggestion="’")
    return draft.done()


def _place(text: str, marked: str) -> tuple[int, int]:
    at = text.index(marked)
    return at, at + len(marked)


def hostile() -> DocumentReport:
    """Every field full of what could hurt a page or a terminal."""
    draft = Draft(
        f"evil {EVIL}{EVIL_ATTRIBUTE}",
        languages=('en"><script>window.evil=3</script>', 'fr" onclick="window.evil=4'),
        path=f"../../{EVIL}",
        notes=(EVIL, EVIL_MARKUP),
        not_judged=(NotJudged(Need.GRAMMAR, EVIL, EVIL_ATTRIBUTE, (EVIL,)),),
        origin=EVIL,
    )
    draft.segment(EVIL, f"{EVIL} et {EVIL_ATTRIBUTE}", f"{EVIL} {CONTROLS}", score=float("nan"))
    draft.segment(EVIL_MARKUP, EVIL_MARKUP, BIDI)
    draft.segment(BIDI, BIDI, '=HYPERLINK("http://127.0.0.1:9/")')
    draft.segment(CONTROLS, CONTROLS)
    draft.segment(LONG, LONG)
    draft.segment("Two\r\nlines.", "Deux\r\nlignes.")
    draft.finding(
        "EVL001",
        Severity.CRITICAL,
        f"message {EVIL}{EVIL_ATTRIBUTE}{EVIL_MARKUP}{BIDI}{CONTROLS}",
        EVIL,
        evidence=((EVIL, EVIL_MARKUP), ("controls", CONTROLS)),
        suggestion=f"{EVIL}{BIDI}",
    )
    draft.finding("EVL001", Severity.MAJOR, "=1+1 turns round", BIDI)
    draft.finding("EVL001", Severity.MINOR, "+controls", CONTROLS)
    draft.finding("EVL001", Severity.MAJOR, "@long", LONG)
    draft.finding("EVL001", Severity.NEUTRAL, "-breaks", "Deux\r\nlignes.", suggestion="")
    draft.finding(f"X{EVIL_ATTRIBUTE}", Severity.NEUTRAL, "a code without a rule", "\n\n")
    return draft.done()


def alone() -> DocumentReport:
    """A translation without its source."""
    draft = Draft(
        "column",
        ("", "pt-BR"),
        "news/column.txt",
        with_source=False,
        not_judged=(_NO_SOURCE,),
        origin="detected",
    )
    draft.segment(None, "A Feira volta à praça", kind=Kind.TITLE, between="")
    draft.segment(None, "Depois de dois anos, a feira de sábado volta à praça do mercado.")
    draft.finding(
        "CAP001",
        Severity.MINOR,
        "“Feira” has a capital inside the title",
        "Feira",
        suggestion="feira",
        confidence=0.6,
    )
    return draft.done()


def arabic() -> DocumentReport:
    """A translation that runs from right to left, given as segments, without back-translation."""
    draft = Draft("weather/ar", ("en", "ar"), given=True, not_judged=(_NO_BACK,), origin="input")
    draft.segment(
        "Rain is expected on Friday.",
        "من المتوقع هطول المطر يوم الخميس.",
        between="\n",
        cosine=0.84,
        score=0.7,
    )
    draft.segment(
        "The wind will ease by 20 km/h.",
        "ستخف الرياح بمقدار 20 كم/ساعة.",
        between="\n",
        cosine=0.9,
        score=0.9,
    )
    draft.finding(
        "NUM001",
        Severity.MAJOR,
        "the day is Friday in the source",
        "الخميس",
        evidence=(("source", "on Friday"),),
        suggestion="الجمعة",
    )
    return draft.done()


def clean() -> DocumentReport:
    """Nothing found."""
    draft = Draft("clean", path="news/clean.fr.txt")
    draft.segment("All is well.", "Tout va bien.", "All goes well.", Kind.PROSE, score=1.0, chrf=60.0)
    return draft.done()


def report(*documents: DocumentReport, passed: bool | None = False) -> Report:
    """A report over these documents, or over all of this file."""
    documents = documents or (harbour(), alone(), arabic(), clean(), hostile())
    findings = [f for d in documents for f in d.findings]
    return Report(
        documents=documents,
        failures=(Failure("news/broken.fr.txt, byte 17", "is not UTF-8", "save it as UTF-8"),),
        score=score(findings, sum(d.score.words for d in documents)),
        verdict=Verdict(
            passed, ("2 critical findings, 0 are allowed", "the score is under 90") if passed is False else ()
        ),
        signature="mtaudit:0.1.0|rules:7|profile:mqm|engine:apertium-3.8.3|encoder:use-m3",
        not_judged=(_NO_BACK, _NO_SOURCE),
        notes=("2 of 5 documents are shorter than 100 words",),
        engine="apertium fra-eng",
        encoder="use-m3 0.2.1",
    )


def large(documents: int, segments: int) -> Report:
    """A batch to measure speed by: segments with three texts of a usual length, a finding in every third."""
    out = []
    for number in range(documents):
        draft = Draft(f"article-{number:03}", path=f"news/article-{number:03}.fr.txt")
        for i in range(segments):
            draft.segment(
                f"Sentence {i} of article {number} says that the council met again and decided nothing new.",
                f"La phrase {i} de l'article {number} dit que le Conseil s'est réuni et n'a rien décidé.",
                f"The sentence {i} of the article {number} says that the Council met and nothing decided.",
                chrf=55.0 + i % 30,
                cosine=0.9,
                score=0.8,
            )
        places = [s.target for s in draft.segments if s.target]
        for place in places[::3]:
            at = draft.target.index("Conseil", place.start)
            draft.finding(
                "CAP001",
                Severity.MINOR,
                "“Conseil” has a capital inside the sentence",
                [(at, at + 7)],
                evidence=(("back-translation", "the Council has met"),),
                suggestion="conseil",
            )
        out.append(draft.done())
    return report(*out)
