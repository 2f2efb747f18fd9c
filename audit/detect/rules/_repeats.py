"""Sentences that the target says twice where the source says them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audit.detect.context import Context
from audit.model import Kind, Segment, Span
from audit.text.doubles import doubled_runs
from audit.text.tokens import unspaced

_WORDS = 4
_LETTERS = 18
_SIGNS = 8  # of a script without spaces, where a word is one or two of them
_RUN = 5  # words inside one sentence
_NEAR = 3  # sentences back that are compared word by word; farther back only the same words count
_SAME = 0.86  # share of words in common that makes two neighbouring sentences one sentence said twice
# Share of words in common (of all) that makes two source sentences say the same, so that the target may; more
# is asked where
# the target says it twice at once.
_ECHO, _ECHO_AT_ONCE = 0.45, 0.7


@dataclass(frozen=True)
class Repeat:
    """The later sentence, the earlier one, and how far apart they are (in sentences)."""

    later: Span
    earlier: Span
    distance: int


def repeats(context: Context, kinds: frozenset[Kind]) -> Iterator[Repeat]:
    """Target sentences of some length that say an earlier one again; those that the source repeats too are
    left out.
    """
    seen: dict[tuple[str, ...], tuple[int, Span]] = {}
    recent: list[tuple[Span, tuple[str, ...]]] = []
    number = -1
    for span, kind in context.sentences:
        if kind not in kinds:
            continue
        number += 1
        words = tuple(context.folded(span))
        if len(words) < _WORDS or sum(map(len, words)) < (_SIGNS if unspaced(words[0]) else _LETTERS):
            recent.append((span, ()))
            continue
        found = seen.get(words)
        if found is None:
            near = next(
                (k for k in range(1, _NEAR + 1) if k <= len(recent) and _alike(recent[-k][1], words)), 0
            )
            found = (number - near, recent[-near][0]) if near else None
        if found is not None:
            distance = number - found[0]
            if not source_repeats(context, found[1], span, _ECHO_AT_ONCE if distance == 1 else _ECHO):
                yield Repeat(span, found[1], distance)
        seen.setdefault(words, (number, span))
        recent.append((span, words))


def repeats_inside(context: Context) -> Iterator[Repeat]:
    """Runs of words as long as a sentence that follow themselves inside one sentence, marks between them or
    not.
    """
    for span, _ in context.sentences:
        tokens = context.tokens(span)
        if len(tokens) < 2 * _RUN:
            continue
        for start, width, copies in doubled_runs(context.folded(span)):
            if width >= _RUN:
                again = tokens[start + width : start + copies * width]
                first = tokens[start : start + width]
                yield Repeat(
                    Span("target", again[0].start, again[-1].end),
                    Span("target", first[0].start, first[-1].end),
                    1,
                )


def _alike(earlier: tuple[str, ...], later: tuple[str, ...]) -> bool:
    """Nearly the same words, and no other numbers."""
    if not earlier or abs(len(earlier) - len(later)) > 2 or max(len(earlier), len(later)) < 7:
        return False
    shared = sum((Counter(earlier) & Counter(later)).values())
    if shared < _SAME * max(len(earlier), len(later)):
        return False
    other = (Counter(earlier) - Counter(later)) + (Counter(later) - Counter(earlier))
    return not any(c.isdigit() for w in other for c in w)


def source_repeats(context: Context, earlier: Span, later: Span, share: float = _ECHO) -> bool:
    """Whether two target sentences stand for two places of the source that have at least this share of words
    in common.
    """
    first, second = context.segment_of.get(earlier), context.segment_of.get(later)
    if first is None or second is None or first is second or first.source is None or second.source is None:
        return False
    one, two = _words(context, first), _words(context, second)
    return bool(one | two) and len(one & two) >= share * len(one | two)


def _words(context: Context, segment: Segment) -> set[str]:
    return set(context.folded(segment.source)) if segment.source is not None else set()
