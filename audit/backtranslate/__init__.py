"""The target back into the source language: engines behind one protocol, routes through pivots, a cache."""

from audit.backtranslate.choosing import choose, over_network, several
from audit.backtranslate.engine import Choice, Engine, Progress, Translation
from audit.backtranslate.routes import Route
from audit.backtranslate.run import Translations, back_translate

__all__ = [
    "Choice",
    "Engine",
    "Progress",
    "Route",
    "Translation",
    "Translations",
    "back_translate",
    "choose",
    "over_network",
    "several",
]
