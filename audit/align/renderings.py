"""Which target forms stand for which source terms, and how often.

In how many segments a source term and a target stem stand; in how many both; and, with the association that
follows from those sums, which target form stands for which source term in each segment. Association is the
cosine of the two occurrence vectors (kinder than Dice to a term with synonyms: "U.S." and "America"),
discounted for few meetings; the pairs of a segment are picked by competitive linking as in Melamed (2000),
"Models of translational equivalence among words".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.align.table import Flags, Ints, Lists, Table
from audit.text.stems import stem

_ASSOCIATED = 0.35  # the least association of a term and what stands for it
_MEETINGS = 2  # and in how many segments they must meet
_STEMS = 8  # that may stand for a term
_AT_ONCE = 4_000_000  # meetings of a word and a word that are counted at a time
_SEGMENTS = 2_000  # that are linked at a time: memory is little, and near
_UNLIKE = 0.7  # what remains of the association of a word and a group of words
_SHORTER = 0.8  # and of a group and one word ("Supreme Court": rather "Tribunal Supremo" than "Supremo")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Scores:
    """The stems that may stand for each term, by the terms: ``starts`` and ``counts`` have the place and the
    number of those of each word.
    """

    starts: Ints
    counts: Ints
    stems: Ints
    values: Floats


@dataclass(frozen=True)
class _Known:
    """What is known of each word: the number of its stem, of so many, where it is a target form; whether it
    is a group of words; its place among all, the longest first; and what may stand for it.
    """

    stems: Ints
    stem_count: int
    groups: Flags
    longest_first: Ints
    scores: _Scores


@dataclass(frozen=True)
class _Candidates:
    """Terms and forms of the same segments as places among all of their side, the segments one by one and the
    likeliest first.
    """

    terms: Ints
    forms: Ints

    def only(self, some: Flags) -> _Candidates:
        return _Candidates(self.terms[some], self.forms[some])


def renderings(table: Table) -> dict[str, dict[str, int]]:
    """Term → the forms that stand for it → in how many segments."""
    words, every = table.words, len(table.words)
    stems, count = _stems(table)
    scores = _scores(table.sources, _distinct(table.targets, stems, count), every, count)
    groups = np.array([" " in word for word in words], dtype=np.bool_)
    known = _Known(stems, count, groups, _longest_first(words), scores)
    linked = [np.zeros(0, dtype=np.int64)]
    for sources, targets in zip(table.sources.parts(_SEGMENTS), table.targets.parts(_SEGMENTS), strict=True):
        terms, forms = _links(sources, targets, known)
        linked.append(sources.words[terms].astype(np.int64) * every + targets.words[forms])
    found, times = np.unique(np.concatenate(linked), return_counts=True)
    out: dict[str, dict[str, int]] = {}
    for key, n in zip(found.tolist(), times.tolist(), strict=True):
        out.setdefault(words[key // every], {})[words[key % every]] = n
    return out


def _stems(table: Table) -> tuple[Ints, int]:
    """The number of the stem of each word, in their order, of those that are target forms; how many there
    are.
    """
    there = np.unique(table.targets.words)
    made = [stem(table.words[n]) for n in there.tolist()]
    numbers = {s: n for n, s in enumerate(sorted(set(made)))}
    found = np.zeros(len(table.words), dtype=np.int64)
    found[there] = [numbers[s] for s in made]
    return found, len(numbers)


def _longest_first(words: Sequence[str]) -> Ints:
    """The place of each word among all, the longest first, those of a length in their order."""
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    places = np.empty(len(words), dtype=np.int64)
    places[np.argsort(-lengths, kind="stable")] = np.arange(len(words))
    return places


def _distinct(targets: Lists, stems: Ints, count: int) -> Lists:
    """The stems of each segment, each once."""
    keys = np.sort(targets.places() * count + stems[targets.words])  # nearly in order: sooner than np.unique
    keys = keys[np.diff(keys, prepend=-1) > 0]
    widths = np.bincount(keys // max(count, 1), minlength=len(targets.widths))
    return Lists(widths.astype(np.int32), (keys % max(count, 1)).astype(np.int32))


def _scores(sources: Lists, stems: Lists, terms: int, count: int) -> _Scores:
    """The association of terms and stems, where it is strong enough."""
    term_counts = np.bincount(sources.words, minlength=terms)
    stem_counts = np.bincount(stems.words, minlength=count)
    left, right = _often(sources, term_counts), _often(stems, stem_counts)
    parts: list[tuple[Ints, Ints, Floats]] = []
    for term, found, met in _meetings(left, right, terms, count):
        value = met / np.sqrt(term_counts[term].astype(np.float64) * stem_counts[found]) * met / (met + 0.5)
        strong = value >= _ASSOCIATED
        parts.append((term[strong], found[strong], value[strong]))
    term, found, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    # The likeliest stems of a term: what stands for one is seldom said in more words than these.
    order = np.lexsort((found, -value, term))
    counts = np.bincount(term, minlength=terms)
    starts = np.cumsum(counts) - counts
    order = order[np.arange(len(order)) - starts[term[order]] < _STEMS]
    counts = np.minimum(counts, _STEMS)
    return _Scores(np.cumsum(counts) - counts, counts, found[order], value[order])


def _often(lists: Lists, counts: Ints) -> Lists:
    """Without what is in too few segments to meet anything often enough."""
    enough = counts[lists.words] >= _MEETINGS
    widths = np.bincount(lists.places()[enough], minlength=len(lists.widths))
    return Lists(widths.astype(np.int32), lists.words[enough])


def _meetings(left: Lists, right: Lists, lefts: int, rights: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Numbers of the left, numbers of the right, and in how many segments they meet, where these are enough.

    Some numbers of the left at a time, so that memory does not grow with the batch.
    """
    widths = right.widths.astype(np.int64)
    starts = np.cumsum(widths) - widths
    order = np.argsort(left.words, kind="stable")
    every_left, places = left.words[order].astype(np.int64), left.places()[order]
    ends = np.cumsum(np.bincount(every_left, weights=widths[places], minlength=lefts)).astype(np.int64)
    first = 0
    while first < max(lefts, 1):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + _AT_ONCE, side="right")))
        some = slice(*np.searchsorted(every_left, [first, last]))
        number, place = every_left[some], places[some]
        width = widths[place]
        keys = np.repeat(number, width) * rights + right.words[_ranges(starts[place], width)]
        keys.sort()
        bounds = np.flatnonzero(np.diff(keys, prepend=-1, append=-1))
        met = np.diff(bounds)
        enough = met >= _MEETINGS
        keys = keys[bounds[:-1][enough]]
        yield keys // max(rights, 1), keys % max(rights, 1), met[enough]
        first = last


def _ranges(starts: Ints, widths: Ints) -> Ints:
    """The numbers from each start on, as many as its width, one range after another."""
    every: Ints = np.arange(int(widths.sum())) + np.repeat(starts - (np.cumsum(widths) - widths), widths)
    return every


def _links(sources: Lists, targets: Lists, known: _Known) -> tuple[Ints, Ints]:
    """Which form stands for which term in some segments: the term itself if it is there, else the best first.

    Words are linked one to one with words, groups with whatever stands for the whole group. Both come as
    places among all terms and forms.
    """
    group = known.groups[sources.words]
    alike, itself = _alike(sources, targets, len(known.groups))
    done = np.zeros(len(sources.words), dtype=np.bool_)
    taken = np.zeros(2 * len(targets.words), dtype=np.bool_)  # by a word, and by a group of words
    done[alike] = taken[2 * itself + group[alike]] = True
    found = [(alike, itself)]
    left = _candidates(sources, targets, known, done)
    # The first of its term and of its form is better than all that it rules out: those go, until none is
    # left.
    term_first, slot_first = np.zeros(len(done), dtype=np.int64), np.zeros(len(taken), dtype=np.int64)
    while True:
        slots = 2 * left.forms + group[left.terms]
        left = left.only(~(done[left.terms] | taken[slots]))
        if not len(left.terms):
            break
        slots = 2 * left.forms + group[left.terms]
        numbers = np.arange(len(left.terms))
        term_first[left.terms[::-1]] = slot_first[slots[::-1]] = numbers[
            ::-1
        ]  # the last to be set is the first
        first = (term_first[left.terms] == numbers) & (slot_first[slots] == numbers)
        found.append((left.terms[first], left.forms[first]))
        done[left.terms[first]] = taken[slots[first]] = True
    terms, forms = (np.concatenate(column) for column in zip(*found, strict=True))
    return terms, forms


def _alike(sources: Lists, targets: Lists, every: int) -> tuple[Ints, Ints]:
    """The places of the terms that stand in the target of their segment as they are, and the places there."""
    left = sources.places() * every + sources.words
    right = targets.places() * every + targets.words
    _, terms, forms = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return terms, forms


def _candidates(sources: Lists, targets: Lists, known: _Known, done: Flags) -> _Candidates:
    """What may stand for the terms that are not done."""
    scores, count = known.scores, known.stem_count
    segments = sources.places()
    # All stems that may stand for a term of a segment …
    undone = np.flatnonzero(~done & (scores.counts[sources.words] > 0))
    widths = scores.counts[sources.words[undone]]
    terms = np.repeat(undone, widths)
    scored = _ranges(scores.starts[sources.words[undone]], widths)
    wanted = np.repeat(segments[undone] * count, widths) + scores.stems[scored]
    # … of which some have forms there.
    keys = targets.places() * count + known.stems[targets.words]
    order = np.argsort(keys, kind="stable")
    there, starts, widths = np.unique(keys[order], return_index=True, return_counts=True)
    at = np.minimum(np.searchsorted(there, wanted), len(there) - 1)
    met = there[at] == wanted
    at, terms, scored = at[met], terms[met], scored[met]
    forms = order[_ranges(starts[at], widths[at])]
    terms, scored = np.repeat(terms, widths[at]), np.repeat(scored, widths[at])
    term, form = sources.words[terms], targets.words[forms]
    capital = targets.figures[0][forms] > 0
    values = scores.values[scored] * _fits(known.groups[term], known.groups[form], capital)
    likely = np.flatnonzero(values >= _ASSOCIATED)
    terms, forms, term, form = terms[likely], forms[likely], term[likely], form[likely]
    # What is equally likely: by the terms, then the longest form.
    even = term.astype(np.int64) * len(known.groups) + known.longest_first[form]
    order = np.lexsort((even, -values[likely], segments[terms]))
    return _Candidates(terms[order], forms[order])


def _fits(group: Flags, form_group: Flags, capital: Flags) -> Floats:
    """What a form keeps of its association with a word, or with a group of words: a name is rather several
    words, a word rather one.
    """
    of_word = np.where(form_group, _UNLIKE, 1.0)
    of_group = np.where(capital, np.where(form_group, 1.0, _SHORTER), _UNLIKE)
    return np.where(group, of_group, of_word)
