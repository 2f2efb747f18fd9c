"""All rules: every module of ``audit.detect.rules`` that states a ``RULE``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from audit.detect import rules
from audit.detect.rule import Rule
from audit.errors import UsageError


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Rule]:
    """Code → rule, in order of the codes."""
    found: dict[str, Rule] = {}
    for info in pkgutil.iter_modules(rules.__path__):
        if info.name.startswith("_"):
            continue
        rule: Rule = importlib.import_module(f"{rules.__name__}.{info.name}").RULE
        if rule.code in found:
            raise AssertionError(f"two rules with the code {rule.code}")
        found[rule.code] = rule
    return dict(sorted(found.items()))


def selected(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """The rules to run. Each entry is a code ("UNT001"), a code prefix ("UNT"), a name or a check
    ("untranslated").

    Raises UsageError where an entry fits no rule.
    """
    everything = catalogue().values()
    for entry in (*select, *ignore):
        if not any(fits(rule, entry) for rule in everything):
            raise UsageError(
                f"no rule, check or code prefix is called {entry!r}", remedy="`mtaudit rules` lists them"
            )
    return tuple(
        rule
        for rule in everything
        if (any(fits(rule, s) for s in select) if select else rule.default)
        and not any(fits(rule, i) for i in ignore)
    )


def fits(rule: Rule, entry: str) -> bool:
    """Whether an entry (code, code prefix, name or check) means a rule."""
    return rule.code.startswith(entry.upper()) or entry.lower() in (rule.name, rule.check)
