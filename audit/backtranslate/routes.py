"""Ways from one language to another over translation modes, through pivots where there is no direct one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.backtranslate.tables import languages, primary, subtags

MAX_HOPS = 3
# "cat-por_BR": two languages, each with an optional variant. Names of other shapes are for development.
_MODE = re.compile(r"([a-z]{2,3})(?:_(\w+))?-([a-z]{2,3})(?:_(\w+))?")


@dataclass(frozen=True, slots=True)
class Mode:
    """One installed direction; ``source`` and ``target`` are ISO 639-3, variants "" where there are none."""

    name: str
    source: str
    target: str
    source_variant: str = ""
    target_variant: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """The modes to go through, in order."""

    modes: tuple[Mode, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """("fra-cat", "cat-eng")."""
        return tuple(mode.name for mode in self.modes)

    def __str__(self) -> str:
        return " → ".join((self.modes[0].source, *(mode.target for mode in self.modes)))


def parse_mode(name: str) -> Mode | None:
    """The mode of that name, its languages in ISO 639-3 ("es-pt" links spa and por); None for other names."""
    match = _MODE.fullmatch(name)
    if match is None:
        return None
    source, source_variant, target, target_variant = match.groups()
    return Mode(name, _iso(source), _iso(target), source_variant or "", target_variant or "")


def _iso(code: str) -> str:
    codes = languages().get(code)
    return codes.apertium[0].split("_")[0] if codes else code


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a route: a language and the variants that fit it (lower case)."""

    language: str
    variants: frozenset[str]


def _ends(code: str) -> list[_End]:
    first, *rest = subtags(code)
    given = frozenset(tag.lower() for tag in rest)
    codes = languages().get(primary(code))
    names = codes.apertium if codes else (first,)
    ends = []
    for name in names:
        language, _, variant = name.partition("_")
        ends.append(_End(language, given | {variant.lower()} if variant else given))
    return ends


def find_route(names: Iterable[str], source: str, target: str, max_hops: int = MAX_HOPS) -> Route | None:
    """The shortest route from ``source`` to ``target`` (BCP 47) over the modes named, or None.

    Breadth first, so the fewest hops win; between equals, the pivot first in the alphabet (the choice must
    not hang on the order of a folder). Base modes come before variants, unless a code asks for one ("pt-BR").
    """
    modes = [mode for name in sorted(set(names)) if (mode := parse_mode(name)) is not None]
    found = [
        route
        for start in _ends(source)
        for goal in _ends(target)
        if start.language != goal.language and (route := _search(modes, start, goal, max_hops)) is not None
    ]
    return min(found, key=lambda route: len(route.modes), default=None)


def _search(modes: list[Mode], start: _End, goal: _End, max_hops: int) -> Route | None:
    best: dict[tuple[str, str], Mode] = {}
    for mode in modes:
        pair = (mode.source, mode.target)
        if pair not in best or _rank(mode, start, goal) < _rank(best[pair], start, goal):
            best[pair] = mode
    paths: list[tuple[Mode, ...]] = [()]
    seen = {start.language}
    for _ in range(max_hops):
        longer: list[tuple[Mode, ...]] = []
        for path in paths:
            here = path[-1].target if path else start.language
            for (source, target), mode in sorted(best.items()):
                if source != here or target in seen:
                    continue
                if target == goal.language:
                    return Route((*path, mode))
                seen.add(target)
                longer.append((*path, mode))
        paths = longer
    return None


def _rank(mode: Mode, start: _End, goal: _End) -> tuple[int, str]:
    def cost(variant: str, end: _End, here: str) -> int:
        if variant and here == end.language and variant.lower() in end.variants:
            return -1
        return 1 if variant else 0

    return cost(mode.source_variant, start, mode.source) + cost(
        mode.target_variant, goal, mode.target
    ), mode.name
