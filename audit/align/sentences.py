"""Sentence alignment by dynamic programming over meaning, length and anchors; what has no counterpart stays
alone.

The moves are those of Gale & Church (1993), "A program for aligning sentences in bilingual corpora"; the
score of a pair is
likeness of meaning as in Vecalign (Thompson & Koehn 2019), with the vector of merged sentences the
length-weighted sum of theirs.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Link:
    """Indices of source and target sentences that correspond; one of the two may be empty."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Side:
    """What alignment knows of one text's sentences: lengths (code points), anchors (names, numbers), and
    vectors (n, d) or None.
    """

    lengths: Sequence[int]
    anchors: Sequence[frozenset[str]]
    vectors: Floats | None = None


_NONE = Link((), ())  # in place of one that was given to the pair beside it
# A pair must be this like in meaning to be better than two sentences left alone (0 unrelated, 1 the same).
_THRESHOLD = 0.22
_MOVED = 0.55  # and this like, each other's best, to be paired out of order
_ANCHOR = 0.35  # how much shared names and numbers can add
_LENGTH = 0.25  # how much an unlikely length ratio can take away
_MEANING, _FIT = (
    1.2,
    0.5,
)  # what a merge gains by the likeness, and by the fit in length, that the second sentence adds
_MERGE = 0.04  # and what it costs
_CROSSED = (
    0.45  # what 2-2 costs: it is for sentences whose content was redistributed, not for two plain pairs
)
_MOVES = ((1, 1), (1, 2), (2, 1), (2, 2))
_LOOSE = 0.06  # how like two sentences alone between the same good pairs must be to be a pair
_EVEN = -0.06  # the same where as many are alone on either side
_WIDEST_GAP = 400  # a gap of more cells is no loose translation
_ATTACH = -0.05  # what a merge may take away from a pair's likeness where the sentence has nowhere else to go
_MOST = 3  # sentences of a side after a merge
_FITTING = 0.25  # how much of that a better fit in length (log ratio) makes good
_WINDOW = 400  # sentences aligned at a time, so that time and memory stay linear in the length of the text


def align(source: Side, target: Side, unrelated: float = 0.0) -> list[Link]:
    """Links in source order (added target sentences stand where they stand in the target).

    ``unrelated`` is the cosine that unrelated sentences have with this encoder. Without vectors, length and
    anchors decide.
    """
    n, m = len(source.lengths), len(target.lengths)
    links: list[Link] = []
    i = j = 0
    while i < n or j < m:
        last = n - i <= _WINDOW and m - j <= _WINDOW
        hi, hj = (n, m) if last else (min(n, i + _WINDOW), min(m, j + _WINDOW))
        part = _window(_cut(source, i, hi), _cut(target, j, hj), unrelated)
        if not last:
            part = _settled(part, hi - i, hj - j)
        links += [
            Link(tuple(x + i for x in k.source), tuple(x + j for x in k.target), k.likeness) for k in part
        ]
        i += sum(len(k.source) for k in part)
        j += sum(len(k.target) for k in part)
    links = _settle_gaps(_moved(links, source, target, unrelated), source, target, unrelated)
    return _attached(links, source, target, unrelated)


def _cut(side: Side, low: int, high: int) -> Side:
    vectors = side.vectors[low:high] if side.vectors is not None else None
    return Side(side.lengths[low:high], side.anchors[low:high], vectors)


def _settled(links: list[Link], n: int, m: int) -> list[Link]:
    """The links of a window that more text cannot change: all before its last quarter, at least one."""
    kept: list[Link] = []
    seen = [0, 0]
    for link in links:
        seen = [seen[0] + len(link.source), seen[1] + len(link.target)]
        if kept and ((seen[0] > 0.75 * n and seen[1] > 0.75 * m) or seen[0] > 0.9 * n or seen[1] > 0.9 * m):
            break
        kept.append(link)
    return kept


def _window(source: Side, target: Side, unrelated: float) -> list[Link]:
    n, m = len(source.lengths), len(target.lengths)
    if not n or not m:
        return [Link((i,), ()) for i in range(n)] + [Link((), (j,)) for j in range(m)]
    gains = _gains(source, target, unrelated)
    step = _steps(n, m, {move: gain.astype(np.float64) for move, (gain, _) in gains.items()})
    links: list[Link] = []
    i, j = n, m
    while i or j:
        how = int(step[i, j])
        a, b = _MOVES[how - 1] if how <= 4 else ((1, 0) if how == 5 else (0, 1))
        like = float(gains[a, b][1][i - a, j - b]) if how <= 4 else 0.0
        links.append(Link(tuple(range(i - a, i)), tuple(range(j - b, j)), like))
        i, j = i - a, j - b
    return links[::-1]


def _steps(n: int, m: int, gains: Mapping[tuple[int, int], NDArray[np.float64]]) -> NDArray[np.int8]:
    """The last move of the best way to every place: a number of ``_MOVES`` from 1, 5 a source sentence alone,
    6 a target sentence alone; of equals the source sentence alone, then the target sentence, then the first
    move.

    A row at a time: what a target sentence alone leaves as it is, is a running maximum.
    """
    step = np.full((n + 1, m + 1), 6, dtype=np.int8)
    rows = np.zeros((n + 1, m + 1))
    before = np.full(m + 1, -np.inf)
    for i in range(1, n + 1):
        best = np.full(m + 1, -np.inf)
        how = np.zeros(m + 1, dtype=np.int8)
        for number, (a, b) in enumerate(_MOVES, 1):
            if a <= i and b <= m:
                value = rows[i - a, : m - b + 1] + gains[a, b][i - a]
                better = value > best[b:]
                best[b:][better] = value[better]
                how[b:][better] = number
        up = rows[i - 1]
        np.maximum.accumulate(np.maximum(best, up), out=rows[i])
        before[1:] = rows[i, :-1]
        step[i] = np.where(best > np.maximum(up, before), how, np.where(before > up, 6, 5))
    return step


def _gains(source: Side, target: Side, unrelated: float) -> dict[tuple[int, int], tuple[Floats, Floats]]:
    """Move → (gain, likeness) of pairing that many sentences at every place: arrays (n - a + 1, m - b + 1).

    A merge is not scored by its own likeness, which two sentences beside each other in an article always
    raise, but by what
    it adds to the best single pair in it: a sentence that adds neither meaning nor length is not part of the
    pair.
    """
    common = frozenset().union(*source.anchors) & frozenset().union(*target.anchors)
    index = {word: k for k, word in enumerate(common)}
    rows = (_incidence(source.anchors, index), _incidence(target.anchors, index))
    parts = {move: _likeness(source, target, rows, move, unrelated) for move in _MOVES}
    one, short, anchor = parts[1, 1]
    single = one + _ANCHOR * anchor - _LENGTH * short - _THRESHOLD
    out = {(1, 1): (single.astype(np.float32), one)}
    for move in ((1, 2), (2, 1)):
        like, lengths, shared = parts[move]
        first, second = (np.s_[:, :-1], np.s_[:, 1:]) if move == (1, 2) else (np.s_[:-1, :], np.s_[1:, :])
        pick = single[first] >= single[second]
        best = np.where(pick, single[first], single[second])
        added = like - np.where(pick, one[first], one[second])
        fitted = np.where(pick, short[first], short[second]) - lengths
        named = shared - np.where(pick, anchor[first], anchor[second])
        out[move] = (
            (best + _MEANING * added + _FIT * fitted + _ANCHOR * named - _MERGE).astype(np.float32),
            like,
        )
    like, lengths, shared = parts[2, 2]
    both = 2 * (like + _ANCHOR * shared - _LENGTH * lengths - _THRESHOLD) - _CROSSED
    # Where one pair of the four is as like as all together, the other two sentences say other things.
    inner = np.maximum(np.maximum(one[:-1, :-1], one[:-1, 1:]), np.maximum(one[1:, :-1], one[1:, 1:]))
    both = np.where(like >= inner, both, -_CROSSED)
    out[2, 2] = (both.astype(np.float32), like)
    return out


def _likeness(
    source: Side, target: Side, rows: tuple[Floats, Floats], move: tuple[int, int], unrelated: float
) -> tuple[Floats, Floats, Floats]:
    """(likeness of meaning, unlikeliness of the lengths, shared anchors) of a move at every place; ``rows``
    say which sentence has which of the anchors that both sides have.
    """
    a, b = move
    ls, lt = _sums(source.lengths, a), _sums(target.lengths, b)
    expected = np.maximum(ls * _ratio(source, target), 1.0)[:, None]
    # Gale & Church's delta: variance grows with length (s² = 6.8 per character).
    delta = np.abs(lt[None, :] - expected) / np.sqrt(6.8 * expected)
    lengths = np.minimum(delta / 6.0, 1.0)
    unions = [_union(source.anchors, a), _union(target.anchors, b)]
    anchors = (_either(rows[0], a) @ _either(rows[1], b).T).astype(np.float64)
    sizes = np.array([len(w) for w in unions[0]])[:, None] + np.array([len(w) for w in unions[1]])[None, :]
    anchors = np.where(sizes > 0, 2 * anchors / np.maximum(sizes, 2), 0.0)
    if source.vectors is None or target.vectors is None:
        return (
            np.full(lengths.shape, 0.45, dtype=np.float32),
            lengths.astype(np.float32),
            anchors.astype(np.float32),
        )
    cosine = _merged(source, a) @ _merged(target, b).T
    like = (cosine - unrelated) / (1 - unrelated)
    return like.astype(np.float32), lengths.astype(np.float32), anchors.astype(np.float32)


def _incidence(anchors: Sequence[frozenset[str]], index: Mapping[str, int]) -> Floats:
    """Sentences × words: 1 where a sentence has the word."""
    out = np.zeros((len(anchors), len(index)), dtype=np.float32)
    for i, words in enumerate(anchors):
        out[i, [index[w] for w in words if w in index]] = 1.0
    return out


def _either(rows: Floats, width: int) -> Floats:
    """The anchors of every so many sentences side by side."""
    return rows if width == 1 else np.maximum(rows[:-1], rows[1:])


def _ratio(source: Side, target: Side) -> float:
    """Target code points for one of the source, within what languages have."""
    return min(2.5, max(0.3, max(1.0, float(sum(target.lengths))) / max(1.0, float(sum(source.lengths)))))


def _sums(lengths: Sequence[int], width: int) -> NDArray[np.float64]:
    values = np.asarray(lengths, dtype=np.float64)
    return values if width == 1 else values[:-1] + values[1:]


def _union(anchors: Sequence[frozenset[str]], width: int) -> list[frozenset[str]]:
    return list(anchors) if width == 1 else [x | y for x, y in itertools.pairwise(anchors)]


def _merged(side: Side, width: int) -> Floats:
    vectors = side.vectors
    assert vectors is not None
    if width == 1:
        return vectors
    weight = np.sqrt(np.asarray(side.lengths, dtype=np.float32))[:, None]
    summed = (vectors * weight)[:-1] + (vectors * weight)[1:]
    norms = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.asarray(summed / np.maximum(norms, 1e-9), dtype=np.float32)


def _moved(links: list[Link], source: Side, target: Side, unrelated: float) -> list[Link]:
    """Pair what was left alone on both sides but belongs together out of order."""
    left = [k.source[0] for k in links if not k.target]
    right = [k.target[0] for k in links if not k.source]
    if (
        source.vectors is None
        or target.vectors is None
        or not left
        or not right
        or len(left) * len(right) > 4_000_000
    ):
        return links
    like = (source.vectors[left] @ target.vectors[right].T - unrelated) / (1 - unrelated)
    pairs: dict[int, tuple[int, float]] = {}
    for x, i in enumerate(left):
        y = int(like[x].argmax())
        if like[x, y] >= _MOVED and int(like[:, y].argmax()) == x:
            pairs[i] = (right[y], float(like[x, y]))
    taken = {j for j, _ in pairs.values()}
    out: list[Link] = []
    for link in links:
        if not link.target and link.source[0] in pairs:
            j, value = pairs[link.source[0]]
            out.append(Link(link.source, (j,), value))
        elif link.source or link.target[0] not in taken:
            out.append(link)
    return out


def _settle_gaps(links: list[Link], source: Side, target: Side, unrelated: float) -> list[Link]:
    """Pair what stands alone on both sides between the same pairs: position is evidence for a loose
    translation.

    One sentence against one is a pair however unlike they are: a free translation, or a sentence that says
    something else.
    Among more, only those that are somewhat like.
    """
    if source.vectors is None or target.vectors is None:
        return links
    out: list[Link] = []
    run: list[Link] = []
    for link in [*links, None]:
        if link is not None and not (link.source and link.target):
            run.append(link)
            continue
        out += _settle(run, source, target, unrelated)
        run = []
        if link is not None:
            out.append(link)
    return out


def _settle(run: list[Link], source: Side, target: Side, unrelated: float) -> list[Link]:
    left = [i for k in run for i in k.source]
    right = [j for k in run for j in k.target]
    if not left or not right or len(left) * len(right) > _WIDEST_GAP:
        return run
    assert source.vectors is not None and target.vectors is not None
    like = ((source.vectors[left] @ target.vectors[right].T - unrelated) / (1 - unrelated)).tolist()
    if len(left) == len(right) == 1:
        return [Link((left[0],), (right[0],), like[0][0])]
    loose = _EVEN if len(left) == len(right) else _LOOSE
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for x in range(len(left) - 1, -1, -1):
        for y in range(len(right) - 1, -1, -1):
            best[x][y] = max(best[x + 1][y], best[x][y + 1], best[x + 1][y + 1] + like[x][y] - loose)
    out: list[Link] = []
    x = y = 0
    while x < len(left) or y < len(right):
        if x < len(left) and y < len(right) and best[x][y] > max(best[x + 1][y], best[x][y + 1]):
            out.append(Link((left[x],), (right[y],), like[x][y]))
            x, y = x + 1, y + 1
        elif y == len(right) or (x < len(left) and best[x][y] == best[x + 1][y]):
            out.append(Link((left[x],), ()))
            x += 1
        else:
            out.append(Link((), (right[y],)))
            y += 1
    return out


def _attached(links: list[Link], source: Side, target: Side, unrelated: float) -> list[Link]:
    """Give a sentence left alone to the pair beside it where that costs the pair little: it is half of a
    loose translation.
    """
    if source.vectors is None or target.vectors is None:
        return links
    ratio = _ratio(source, target)
    out = list(links)
    for x, link in enumerate(links):
        if link.source and link.target:
            continue
        options = []
        last = next((y for y in range(x - 1, -1, -1) if out[y] != _NONE), -1)
        for y in (last, x + 1):
            if 0 <= y < len(out) and out[y].source and out[y].target:
                merged = _with(out[y], link)
                if merged is not None:
                    options.append((_attraction(out[y], merged, source, target, ratio, unrelated), y, merged))
        best = max(options, default=None, key=lambda o: o[0][0])
        if best is not None and best[0][0] >= _ATTACH:
            out[best[1]] = replace(best[2], likeness=best[0][1])
            out[x] = _NONE
    return [k for k in out if k != _NONE]


def _with(pair: Link, lone: Link) -> Link | None:
    """The pair with one more sentence; None where that would make more than three of a side, or sentences
    apart.
    """
    source, target = tuple(sorted(pair.source + lone.source)), tuple(sorted(pair.target + lone.target))
    for side in (source, target):
        if len(side) > _MOST or side[-1] - side[0] >= len(side):
            return None
    return Link(source, target)


def _attraction(
    pair: Link, merged: Link, source: Side, target: Side, ratio: float, unrelated: float
) -> tuple[float, float]:
    """How much a merge adds in likeness and fit of length (below 0: takes away), and the likeness of the
    merged pair.
    """
    likes, fits = [], []
    for link in (pair, merged):
        cosine = float(_sum(source, link.source) @ _sum(target, link.target))
        likes.append((cosine - unrelated) / (1 - unrelated))
        left = sum(source.lengths[i] for i in link.source) * ratio
        right = sum(target.lengths[j] for j in link.target)
        fits.append(abs(math.log(max(right, 1) / max(left, 1.0))))
    return likes[1] - likes[0] + _FITTING * (fits[0] - fits[1]), likes[1]


def _sum(side: Side, which: tuple[int, ...]) -> Floats:
    assert side.vectors is not None
    total = np.zeros(side.vectors.shape[1], dtype=np.float32)
    for i in which:
        total += side.vectors[i] * math.sqrt(side.lengths[i])
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)
