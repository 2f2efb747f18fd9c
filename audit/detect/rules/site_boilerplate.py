"""BPL001: lines of the web page around the article, translated along with it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from audit.detect.context import Context
from audit.detect.rule import Example, Hit, Rule
from audit.model import Block, Evidence, Kind, Span, base_of
from audit.mqm import Severity

_EDGES = re.compile(r"^[\W_\d]+|[\W_\d]+$")
_LONGEST = 90  # code points of a line that may be no part of the article
_LABEL = 40  # and of one that is known by its repetition alone
_LINES = 5  # blocks of a text in which a repeated label tells something


@lru_cache(maxsize=64)
def _known(lang: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """(whole lines, beginnings of lines) of a language, in comparable form; English labels stand on pages of
    every language."""
    tables = tomllib.loads(files("audit.detect").joinpath("data/boilerplate.toml").read_text("utf-8"))
    table = tables.get(base_of(lang), {})
    return frozenset(map(_plain, table.get("exact", ()))), tuple(_spaced(s) for s in table.get("starts", ()))


def _spaced(text: str) -> str:
    return " ".join(text.casefold().replace("'", "’").split())


def _plain(text: str) -> str:
    return _EDGES.sub("", _spaced(text))


def _find(context: Context) -> Iterator[Hit]:
    lines = [b for b in context.blocks() if len(b.span) <= _LONGEST]
    labels = {b for b in lines if b.kind is Kind.NAVIGATION and len(b.span) <= _LABEL}
    often = Counter(_plain(context.document.at(b.span)) for b in labels)
    exact, starts = _known(context.target_lang)
    for block in lines:
        if _in_source(context, block):
            continue
        text = context.document.at(block.span)
        plain = _plain(text)
        if not plain:
            continue
        if _line(block, plain, exact) or (_spaced(text) + " ").startswith(starts or "\0"):
            yield _hit(block.span, 0.9, Evidence("known label", plain))
        elif often[plain] > 1 and block in labels and len(context.blocks()) >= _LINES and text[-1].isalpha():
            yield _hit(block.span, 0.7, Evidence("repeated label", f"{often[plain]} times, and no sentence"))


def _line(block: Block, plain: str, exact: frozenset[str]) -> bool:
    """Whether a whole line is a known label; one that ends like a sentence is read as one."""
    return plain in exact and block.kind in (Kind.NAVIGATION, Kind.TITLE, Kind.LIST, Kind.CAPTION)


def _in_source(context: Context, block: Block) -> bool:
    """Whether the source has a line that corresponds: then the line was meant to be translated."""
    segments = (context.segment_of.get(s) for s in block.sentences)
    return any(s is not None and s.source is not None for s in segments)


def _hit(span: Span, confidence: float, evidence: Evidence) -> Hit:
    return Hit(
        spans=(span,),
        message="a line of the web page, not of the article",
        confidence=confidence,
        evidence=(evidence,),
        suggestion="",
    )


RULE = Rule(
    code="BPL001",
    name="site-boilerplate",
    check="boilerplate",
    mqm="Accuracy/Addition",
    severity=Severity.MINOR,
    confidence=0.9,
    meaning=(
        "A line belongs to the page around the article: navigation, “read also”, “comments”, a share, "
        "newsletter, cookie or members label. It was copied and translated with the text; the source "
        "article does not have it."
    ),
    why=(
        "It interrupts the article, and readers see at once that nobody looked at the page after "
        "translating it."
    ),
    remedy="Delete the line, and keep it out of what is sent to translation.",
    hides=("ADD001", "ADD002"),
    examples=(
        Example(
            "fr",
            None,
            "⟦Aller au contenu⟧\n\nIl a neigé toute la nuit.\n\n⟦Lire aussi :⟧\n\nLes enfants sont là.",
        ),
        Example(
            "de",
            None,
            "Der Schnee fiel die ganze Nacht.\n\n⟦Kommentare⟧\n\nDie Kinder gingen früh hinaus.",
        ),
        Example(
            "es",
            None,
            "La nieve cayó toda la noche.\n\n⟦Suscríbete a nuestro boletín⟧\n\nLos niños salieron temprano.",
        ),
        Example(
            "ja",
            None,
            "雪は一晩中、町に降り続いた。\n\n⟦関連記事⟧\n\n子どもたちは朝早く外に出た。",
        ),
        Example(
            "fr",
            None,
            "Ses derniers commentaires ont été publiés.\n\nIl suffit de lire aussi les notes de la préface.",
        ),
        Example(
            "en-de",
            "Read also\n\nSnow fell on the town all night.",
            "Lesen Sie auch\n\nDer Schnee fiel die ganze Nacht auf die Stadt.",
        ),
        Example("es", None, "Noticias de la sierra\n\nLa nieve cayó toda la noche sobre la ciudad."),
    ),
    find=_find,
)
