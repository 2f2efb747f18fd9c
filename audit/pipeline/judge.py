"""An examined document and the evidence of its batch → what the remaining rules report."""

from __future__ import annotations

from audit.compare.memo import Memo
from audit.detect.context import Context
from audit.detect.select import run_each
from audit.errors import EngineError
from audit.model import Article, BatchEvidence, GrammarNote, Need
from audit.pipeline.asked import Judged, Watch
from audit.pipeline.examined import Examined, Hits
from audit.pipeline.tools import Tools

_NOTHING_SEEN = BatchEvidence()


def context_of(
    article: Article,
    grammar: tuple[GrammarNote, ...],
    tools: Tools,
    memo: Memo | None,
    batch: BatchEvidence = _NOTHING_SEEN,
) -> Context:
    """What rules see of a document."""
    usable = memo if Need.ENCODER in article.evidence else None
    return Context(
        article,
        batch,
        tools.glossary,
        grammar,
        usable.encode if usable else None,
        usable.encoder.unrelated if usable else 0.0,
        tools.answers if usable else None,
    )


def judge(examined: Examined, batch: BatchEvidence, tools: Tools) -> Judged:
    """What the rules report that look at the batch: (code, hit), and what they asked of it."""
    watch = Watch(batch)
    return watch.judged(_hits(examined, watch.evidence, tools))


def _hits(examined: Examined, batch: BatchEvidence, tools: Tools) -> Hits:
    rules = [r for r in tools.rules if r.batch]
    if not rules:
        return ()
    memo = tools.memo(examined.document) if Need.ENCODER in examined.evidence else None
    context = context_of(examined.article, examined.grammar, tools, memo, batch)
    try:
        found = run_each(context, rules)
    except EngineError:
        # The encoder worked a moment ago; what these rules ask of it is a help that they can do without.
        found = run_each(context_of(examined.article, examined.grammar, tools, None, batch), rules)
    return tuple((rule.code, hit) for rule, hit in found)
