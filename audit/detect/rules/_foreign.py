"""Stretches of the target that are in the source language: which words speak for it, and where they stand
together.

Every word weighs how much commoner it is in the source language than in the target language (log10, from
word frequencies); names and numbers weigh nothing. The stretches are the maximal scoring subsequences of
these
weights (Ruzzo & Tompa 1999, "A linear time algorithm for finding all maximal scoring subsequences").
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from audit.detect.context import Context
from audit.detect.rules import _around as around
from audit.detect.rules._places import source_quote
from audit.model import Evidence, Kind, Span, base_of
from audit.text.anchors import fold
from audit.text.capitals import links
from audit.text.lexicon import has_lexicon, zipf
from audit.text.scripts import script
from audit.text.tokens import Token

_BIAS = 0.55  # what every word takes away, so that a stretch ends where its language does
_MOST, _LEAST = 3.0, -3.5  # no single word decides more than this
_PLAIN = 3.5  # Zipf of a word that is no name although it begins a sentence with its capital
_OTHER_SCRIPT = 2.0  # the weight of a word in the script of the source, where the target has another
_COMMON = 5.9  # Zipf of function words of the source ("and", "for"), which stand inside names too
_TITLED = 0.6  # share of capitals among the longer words of a title
_ENOUGH = 2.0  # the least weight of a stretch of several words
_CLEAR = 0.7  # the weight of a word that speaks for itself
_SMALL = 4  # function words that a name may hold
_OPENING = '"“”„«»\u2039\u203a‘‚「『(('
_CLOSING = '"“”«»\u2039\u203a’」』))'
_TITLE_WORDS = 5  # what stands in quotation marks and is no longer than this is a title or a slogan
_NEAR = 80  # code points in which a quotation mark is looked for


@dataclass(frozen=True, slots=True)
class Run:
    """Words ``first:last`` of the target; ``weight`` is the sum of theirs, ``words`` how many are clearly
    of the source language."""

    first: int
    last: int
    weight: float
    words: int


class Foreign:
    """The source-language stretches of one document."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.target_tokens
        self.known = context.source_lang != "und"
        self.source_lang = context.source_lang if self.known else around.USUAL_SOURCE

    @cached_property
    def judged(self) -> bool:
        """Whether the two languages can be told apart word by word."""
        source, target = map(base_of, (self.source_lang, self.context.target_lang))
        return (
            source != target
            and (has_lexicon(self.source_lang) or self.caseless)
            and (has_lexicon(self.context.target_lang) or self._other_script)
        )

    @cached_property
    def caseless(self) -> bool:
        """Whether the source language alone is written in a script without capitals, so that its letters
        tell its words: the lexicon of some such languages is of no use, for their words are not told apart.
        """
        theirs = script(self.source_lang)
        return self._other_script and theirs is not None and theirs.caseless

    @cached_property
    def _other_script(self) -> bool:
        """Whether the target language is written in another script than the source language."""
        ours = script(self.context.target_lang)
        return ours is not None and ours != script(self.source_lang)

    def weight(self, token: Token, titled: bool = False) -> float:
        """How much a word speaks for the source language; below 0 for the target language.

        A capital inside a sentence is a name until the whole sentence is ``titled``.
        """
        word = token.text
        if not self._other_script and (word.islower() or titled):
            return _gap(word, self.source_lang, self.context.target_lang)
        if not any(c.isalpha() for c in word) or (len(word) == 1 and not self._other_script):
            return 0.0
        named = not word[0].islower() and token.start not in self.context.firsts["target"] and not titled
        if self._other_script:
            ours, theirs = script(self.context.target_lang), script(self.source_lang)
            if ours is not None and ours.has(word):
                return _LEAST
            if self.caseless:
                return _OTHER_SCRIPT if theirs is not None and theirs.has(word) else 0.0
            least = 0.0 if word[0].islower() else _PLAIN
            named = named or len(word) == 1 or zipf(word, self.source_lang) <= least
            return 0.0 if named else _OTHER_SCRIPT
        gap = _gap(word, self.source_lang, self.context.target_lang)
        if named:
            return gap / 2 if gap < -1 else 0.0
        return gap

    def runs(self) -> Iterator[Run]:
        """Maximal stretches, in order of the text, block by block."""
        if not self.judged:
            return
        for block in self.context.blocks():
            low = bisect_left(self.tokens, block.span.start, key=lambda t: t.start)
            high = bisect_left(self.tokens, block.span.end, key=lambda t: t.start)
            titled = self._titled(self.tokens[low:high]) and block.kind is not Kind.PROSE
            weights = [self.weight(t, titled) for t in self.tokens[low:high]]
            for first, last, total in maximal([w - _BIAS for w in weights]):
                clear = sum(w >= _CLEAR for w in weights[first:last])
                yield Run(low + first, low + last, total, clear)

    @cached_property
    def _all(self) -> tuple[Run, ...]:
        return tuple(self.runs())

    @cached_property
    def passages(self) -> tuple[Run, ...]:
        """Stretches of two clear words or more that nothing excuses."""
        return tuple(
            run for run in self._all if run.words > 1 and run.weight >= _ENOUGH and not self.excused(run)
        )

    def in_run(self, index: int) -> bool:
        """Whether a token lies in a stretch of several words, excused or not."""
        k = bisect_left(self._all, index, key=lambda r: r.last - 1)
        return k < len(self._all) and self._all[k].first <= index and self._all[k].words > 1

    def confidence(self, run: Run) -> float:
        """The more speaks for it, the surer; a passage copied from a known source is surer than one
        without.
        """
        base = 1 - 0.3 * math.exp(-(run.weight - _ENOUGH) / 4)
        return min(0.99, base if self.known else base - 0.03)

    def _titled(self, tokens: Sequence[Token]) -> bool:
        long = [t for t in tokens[1:] if len(t.text) > 3 and t.text[0].isalpha()]
        return len(long) > 2 and sum(t.text[0].isupper() for t in long) >= _TITLED * len(long)

    def span(self, run: Run) -> Span:
        """The run, with the words before and after it that go on as they do in the source."""
        first, last = run.first, run.last
        segment = around.segment_at(self.context, self.tokens[first].start)
        there = [t.text for t in around.source_tokens(self.context, segment)] if segment else []
        for k in range(len(there)):
            if there[k] == self.tokens[first].text and self._goes_on(there, k, first, last):
                first = self._back(there, k, first)
                break
        for k in range(len(there) - 1, -1, -1):
            if there[k] == self.tokens[last - 1].text and self._comes_from(there, k, run.first, last):
                last = self._on(there, k, last)
                break
        return Span("target", self.tokens[first].start, self.tokens[last - 1].end)

    def _goes_on(self, there: Sequence[str], k: int, first: int, last: int) -> bool:
        n = min(3, last - first)
        return list(there[k : k + n]) == [t.text for t in self.tokens[first : first + n]]

    def _comes_from(self, there: Sequence[str], k: int, first: int, last: int) -> bool:
        n = min(3, last - first)
        return list(there[k - n + 1 : k + 1]) == [t.text for t in self.tokens[last - n : last]]

    def _back(self, there: Sequence[str], k: int, first: int) -> int:
        sentence = around.sentence_at(self.context, self.tokens[first].start)
        low = sentence.start if sentence else self.tokens[first].start
        while k > 0 and first > 0 and self.tokens[first - 1].start >= low:
            if there[k - 1] != self.tokens[first - 1].text or not self._neutral(first - 1):
                break
            k, first = k - 1, first - 1
        return first

    def _on(self, there: Sequence[str], k: int, last: int) -> int:
        sentence = around.sentence_at(self.context, self.tokens[last - 1].start)
        high = sentence.end if sentence else self.tokens[last - 1].end
        while k + 1 < len(there) and last < len(self.tokens) and self.tokens[last].end <= high:
            if there[k + 1] != self.tokens[last].text or not self._neutral(last):
                break
            k, last = k + 1, last + 1
        return last

    def _neutral(self, i: int) -> bool:
        return self.weight(self.tokens[i]) > -_BIAS

    def sentences(self, span: Span) -> list[Span]:
        """The sentences that a stretch covers but for a word or two (three quarters of their words)."""
        out: list[Span] = []
        every = self.context.sentences
        for at in range(bisect_right(every, span.start, key=lambda s: s[0].end), len(every)):
            sentence = every[at][0]
            if sentence.start >= span.end:
                break
            inside = self.tokens.inside(max(span.start, sentence.start), min(span.end, sentence.end))
            if len(inside) >= 0.75 * len(self.context.tokens(sentence)):
                out.append(sentence)
        return out

    def excused(self, run: Run) -> bool:
        """Whether a stretch is part of a name, a title, a short quotation or an address, and so may stay."""
        tokens = self.tokens[run.first : run.last]
        text = self.context.target
        if any(around.tied(text, t.start, t.end) for t in (tokens[0], tokens[-1])):
            return True
        if len({t.lower for t in tokens}) == 1:
            return True  # "Ha ha ha!"
        return self._in_name(run) or self._in_quotes(run)

    def _in_name(self, run: Run) -> bool:
        """Small words between capitals ("Institute for Policy Research"), or words of a name themselves."""
        tokens = self.tokens[run.first : run.last]
        small = [t for t in tokens if t.text[0].islower()]
        if len(small) > _SMALL or any(
            zipf(t.text, self.source_lang) < _COMMON and fold(t.text) not in links() for t in small
        ):
            return False  # a word with a meaning of its own that has no capital is no part of a name
        return all(self.between_capitals(i) for i in range(run.first, run.last))

    def between_capitals(self, i: int) -> bool:
        """Whether a word has a capital, or only spaces and small words lie between it and one on each
        side.
        """
        return _capital(self.tokens[i]) or (self._reaches(i, -1) and self._reaches(i, 1))

    def _reaches(self, i: int, step: int) -> bool:
        for k in range(i + step, i + step * (_SMALL + 1), step):
            if not 0 <= k < len(self.tokens):
                return False
            left, right = sorted((k, k - step))
            if self.context.target[self.tokens[left].end : self.tokens[right].start].strip(" \u00a0-"):
                return False
            if _capital(self.tokens[k]):
                return True
        return False

    def _in_quotes(self, run: Run) -> bool:
        """Whether quotation marks or brackets hold the stretch and little else, as they hold a title.

        A sentence in quotation marks, or one that a clause of its own introduces, is to be translated.
        """
        text, tokens = self.context.target, self.tokens
        start, end = tokens[run.first].start, tokens[run.last - 1].end
        low = max((text.rfind(q, max(0, start - _NEAR), start) for q in _OPENING), default=-1)
        high = min((h for q in _CLOSING if (h := text.find(q, end, end + _NEAR)) >= 0), default=-1)
        if low < 0 or high < 0 or text[high - 1] in ".!?,":
            return False
        inner = [t for t in tokens[max(0, run.first - 10) : run.last + 10] if low < t.start and t.end <= high]
        ours = sum(self.weight(t) < -_BIAS for t in inner)
        if not inner or ours > 0.2 * len(inner):
            return False
        glossed = text[high + 1 : high + 3].lstrip().startswith("(") or text[low] == "("
        return (
            len(inner) <= _TITLE_WORDS or (glossed and len(inner) <= 2 * _TITLE_WORDS) or self._titled(inner)
        )


@lru_cache(maxsize=100_000)
def _gap(word: str, source: str, target: str) -> float:
    """How much commoner a word is in one language than in another (log10, within bounds); 0 for a letter or
    what has none.
    """
    if len(word) == 1 or not any(c.isalpha() for c in word):
        return 0.0
    return max(_LEAST, min(_MOST, zipf(word, source) - zipf(word, target)))


def source_evidence(context: Context, span: Span) -> tuple[Evidence, ...]:
    """The source sentence of a place, where there is one."""
    quote = source_quote(context, span)
    return (Evidence("source", quote),) if quote is not None else ()


def _capital(token: Token) -> bool:
    return token.text[0].isupper()


def maximal(scores: Sequence[float]) -> Iterator[tuple[int, int, float]]:
    """All maximal scoring subsequences, (start, end, sum) in order, in linear time (Ruzzo & Tompa 1999)."""
    # start, end, sum before, sum at the end, and the last run before with a lower sum before it
    runs: list[tuple[int, int, float, float, int]] = []
    total = 0.0
    for i, score in enumerate(scores):
        before, total = total, total + score
        if score <= 0:
            continue
        start, low = i, before
        while True:
            j = len(runs) - 1
            while j >= 0 and runs[j][2] >= low:
                j = runs[j][4]
            if j < 0 or runs[j][3] >= total:
                break
            start, low = runs[j][0], runs[j][2]
            del runs[j:]
        runs.append((start, i + 1, low, total, j))
    yield from ((start, end, high - low) for start, end, low, high, _ in runs)
