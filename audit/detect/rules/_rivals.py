"""Which of several forms of one name a document uses, and which the batch."""

from __future__ import annotations

from collections import Counter

from audit.detect.context import Context
from audit.detect.rules._places import has_term, occurrences
from audit.model import Span
from audit.text.stems import stem
from audit.text.termbase import Rivals


def forms_used(context: Context, name: Rivals) -> dict[str, list[Span]]:
    """Form → its places in the target; with a source, only places whose source has the term and not that very
    word.
    """
    found: dict[str, list[Span]] = {}
    for form in name.forms:
        spans = occurrences(context, (form,))
        if context.source and name.source:
            spans = [s for s in spans if has_term(context, s, name.source, unless=form)]
        if spans:
            found[form] = spans
    return found


def batch_forms(context: Context, name: Rivals) -> Counter[str]:
    """Form → how many segments of the batch have it, or a word that no other form has, for the term."""
    found: Counter[str] = Counter()
    for term in name.source:
        for seen, n in context.batch.renderings.get(term.casefold(), {}).items():
            fits = [f for f in name.forms if stem(seen) in (stem(f.casefold()), *stem(f.casefold()).split())]
            exact = [f for f in fits if seen in f.casefold().split()] if len(fits) > 1 else fits
            if len(exact) == 1:
                found[exact[0]] += n
    return found
