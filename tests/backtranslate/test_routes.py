"""Routes over translation modes, and which Debian packages give one."""

from __future__ import annotations

import re

import pytest

from audit.backtranslate.choosing import packages_for
from audit.backtranslate.routes import find_route, parse_mode
from audit.backtranslate.tables import debian_packages, languages, models, primary

MODES = (
    "fra-cat",
    "cat-fra",
    "cat-eng",
    "cat-eng_US",
    "eng-cat",
    "spa-eng",
    "fr-es",
    "cat-por",
    "cat-por_BR",
    "oc-ca",
)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("es", "en", ("spa-eng",)),
        ("fr", "en", ("fra-cat", "cat-eng")),  # as short as over Spanish, and first in the alphabet
        ("fra-FR", "eng", ("fra-cat", "cat-eng")),
        ("fr", "en-US", ("fra-cat", "cat-eng_US")),
        ("en", "pt", ("eng-cat", "cat-por")),
        ("en", "pt-BR", ("eng-cat", "cat-por_BR")),
        ("en", "pt_br", ("eng-cat", "cat-por_BR")),
        ("oc", "en", ("oc-ca", "cat-eng")),  # modes with two-letter names meet those with three
        ("oc", "fr", ("oc-ca", "cat-fra")),
    ],
)
def test_shortest_route(source: str, target: str, expected: tuple[str, ...]) -> None:
    route = find_route(MODES, source, target)
    assert route is not None
    assert route.names == expected


@pytest.mark.parametrize(
    ("source", "target"), [("de", "en"), ("en", "oc"), ("en", "en-GB"), ("und", "en"), ("", "en")]
)
def test_no_route(source: str, target: str) -> None:
    assert find_route(MODES, source, target) is None


def test_at_most_three_hops() -> None:
    chain = ("aaa-bbb", "bbb-ccc", "ccc-ddd", "ddd-eee")
    route = find_route(chain, "aaa", "ddd")
    assert route is not None
    assert str(route) == "aaa → bbb → ccc → ddd"
    assert find_route(chain, "aaa", "eee") is None


def test_order_of_modes_does_not_matter() -> None:
    assert find_route(MODES, "fr", "en") == find_route(MODES[::-1], "fr", "en")


def test_serbo_croatian_variants() -> None:
    modes = ("eng-hbs", "eng-hbs_HR", "eng-hbs_SR", "hbs-eng")
    for code, name in (("hr", "eng-hbs_HR"), ("sr", "eng-hbs_SR"), ("sh", "eng-hbs")):
        route = find_route(modes, "en", code)
        assert route is not None
        assert route.names == (name,)
    back = find_route(modes, "hr", "en")
    assert back is not None
    assert back.names == ("hbs-eng",)


@pytest.mark.parametrize("name", ["en-eo-bytecode", "Cyrl-Latn", "*", "fra", ""])
def test_development_modes_are_no_modes(name: str) -> None:
    assert parse_mode(name) is None


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("fr", "en", ("apertium-fra-cat", "apertium-eng-cat")),
        ("es", "en", ("apertium-eng-spa",)),
        ("gl", "en", ("apertium-en-gl",)),
        ("de", "en", ()),
        ("en", "eu", ()),  # the package translates out of Basque only
    ],
)
def test_debian_packages_of_a_pair(source: str, target: str, expected: tuple[str, ...]) -> None:
    assert packages_for(source, target) == expected


def test_tables_are_sound() -> None:
    assert all(re.fullmatch(r"[a-z]{2,3}", code) for code in languages())
    assert all(
        codes.nllb is None or re.fullmatch(r"[a-z]{3}_[A-Z][a-z]{3}", codes.nllb)
        for codes in languages().values()
    )
    names = [name for modes in debian_packages().values() for name in modes]
    assert len(names) == len(set(names))
    assert all(parse_mode(name) is not None for name in names)
    known = set(languages()) | {"*", "nllb"}
    for row in models():
        assert row.sources <= known, row.name
        assert row.targets <= known, row.name
        assert not (row.suggest and "{s}" in row.name and "*" in row.sources | row.targets)


@pytest.mark.parametrize(
    ("code", "subtag"), [("fr", "fr"), ("FR-ca", "fr"), ("fra", "fr"), ("pt_BR", "pt"), ("tlh", "tlh")]
)
def test_primary_subtag(code: str, subtag: str) -> None:
    assert primary(code) == subtag
