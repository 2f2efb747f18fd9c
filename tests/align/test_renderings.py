"""Linking all segments at once finds what going through them one by one finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.align import renderings
from audit.align.observed import Observed, TermPair
from audit.align.table import Table
from audit.text.stems import stem

_WORDS = st.sampled_from(
    [
        "berlin",
        "berlins",
        "court",
        "courts",
        "supreme",
        "supreme court",
        "cour",
        "cour suprême",
        "mer",
        "mers",
    ]
)
_PAIRS = st.lists(
    st.tuples(st.sets(_WORDS, min_size=1), st.dictionaries(_WORDS, st.booleans(), min_size=1)), max_size=14
)


def one_by_one(pairs: Sequence[TermPair]) -> dict[str, dict[str, int]]:
    """The plain way: term by term and segment by segment."""
    terms = Counter(term for pair in pairs for term in pair.source)
    stems = Counter(s for pair in pairs for s in {stem(form) for form, _ in pair.target})
    met = Counter(
        (term, s) for pair in pairs for term in pair.source for s in {stem(form) for form, _ in pair.target}
    )
    score: dict[str, dict[str, float]] = defaultdict(dict)
    for (term, s), n in met.items():
        value = n / np.sqrt(float(terms[term] * stems[s])) * n / (n + 0.5)
        if n >= 2 and value >= 0.35:
            score[term][s] = value
    strongest = {t: sorted(known.items(), key=lambda k: (-k[1], k[0]))[:8] for t, known in score.items()}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for term, form in links(pair, strongest):
            found[term][form] += 1
    return {term: dict(forms) for term, forms in found.items()}


def links(pair: TermPair, strongest: dict[str, list[tuple[str, float]]]) -> list[tuple[str, str]]:
    forms = dict(pair.target)
    out = [(term, term) for term in pair.source if term in forms]
    done, taken = {term for term, _ in out}, {(" " in term, term) for term, _ in out}
    ranked = sorted(
        (-value, term, -len(form), form)
        for term in pair.source
        for s, strength in strongest.get(term, ())
        for form, capital in forms.items()
        if stem(form) == s and (value := strength * fits(" " in term, " " in form, capital)) >= 0.35
    )
    for _, term, _, form in ranked:
        if term not in done and (" " in term, form) not in taken:
            done.add(term)
            taken.add((" " in term, form))
            out.append((term, form))
    return out


def fits(group: bool, form_group: bool, capital: bool) -> float:
    if not group:
        return 0.7 if form_group else 1.0
    return 0.7 if not capital else 1.0 if form_group else 0.8


def table(pairs: Sequence[TermPair]) -> Table:
    return Table.of([(b"", Observed(n, 1, (pair,), {}, {})) for n, pair in enumerate(pairs)])


@given(_PAIRS)
def test_all_at_once_is_as_one_by_one(drawn: list[tuple[set[str], dict[str, bool]]]) -> None:
    pairs = [TermPair(tuple(sorted(left)), tuple(sorted(right.items()))) for left, right in drawn]
    assert renderings.renderings(table(pairs)) == one_by_one(pairs)


@given(_PAIRS)
def test_it_is_the_same_a_few_at_a_time(drawn: list[tuple[set[str], dict[str, bool]]]) -> None:
    pairs = [TermPair(tuple(sorted(left)), tuple(sorted(right.items()))) for left, right in drawn]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renderings, "_AT_ONCE", 5)
        patch.setattr(renderings, "_SEGMENTS", 3)
        assert renderings.renderings(table(pairs)) == one_by_one(pairs)


def test_nothing_gives_nothing() -> None:
    assert renderings.renderings(table([])) == {}
