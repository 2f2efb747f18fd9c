"""The real Apertium where it is installed, and a stand-in program for its failures."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.backtranslate.apertium import Apertium
from audit.backtranslate.protect import protect
from audit.errors import EngineError

ENGINE = Apertium()
needs_french = pytest.mark.skipif(
    not ENGINE.supports("fr", "en"), reason="no Apertium: apt-get install apertium-fra-cat apertium-eng-cat"
)
needs_spanish = pytest.mark.skipif(
    not ENGINE.supports("es", "en"), reason="no Apertium: apt-get install apertium-eng-spa"
)
CHARACTERS = st.one_of(
    st.characters(exclude_categories=()),
    st.sampled_from(
        list("\\^$@/[]{}<>*#~+|.,;:!?'’\"«»() \u00a0\u00ad\u200b\u200d\u202e\0\n\r\t\u2028😀🇫🇷éаשع你")
    ),
    st.sampled_from(list("abcdeélmnoprstu    ")),
)


@needs_french
def test_route_through_catalan_is_found_and_signed() -> None:
    route = ENGINE.route("fr", "en")
    assert route is not None
    assert str(route) == "fra → cat → eng"
    signature = ENGINE.signature("fr", "en")
    assert signature.startswith(f"apertium {ENGINE.version} fra-cat@")
    assert "+cat-eng@" in signature
    assert signature == Apertium().signature("fr", "en")


@needs_french
def test_translates_and_names_unknown_words() -> None:
    texts = ["Le président a mangé la pomme.", "Le zérg\u00adlouz dort.", "", " \t\n", "La maison est grande"]
    out = ENGINE.translate(texts, "fr", "en")
    assert [item.text for item in out[2:4]] == ["", ""]
    assert "president" in out[0].text.lower()
    assert out[0].unknown == ()
    assert out[1].unknown == ("zérg\u00adlouz",)
    assert "*" not in out[1].text
    assert "zérglouz" in out[1].text
    assert out[4].text.endswith("big")


@needs_french
def test_words_unknown_to_a_later_hop_only_are_not_reported() -> None:
    # Some French words have a Catalan translation that the Catalan-English dictionary lacks.
    texts = ["Ils sont inquiets.", "Des partisans crient.", "Elle affirme que le soleil brille."]
    for text, item in zip(texts, ENGINE.translate(texts, "fr", "en"), strict=True):
        assert all(word in text for word in item.unknown)
        assert "*" not in item.text


@needs_spanish
@pytest.mark.parametrize(
    "literal", ["*", "#", "@", "^", "$", "[", "]", "{", "}", "<", ">", "\\", "/", "~", "😀", "🇫🇷", "👍🏽"]
)
def test_literals_survive(literal: str) -> None:
    (item,) = ENGINE.translate([f"La casa {literal} es grande."], "es", "en")
    assert item.text.count(literal) == 1
    assert item.unknown == ()


@needs_spanish
def test_lines_stay_apart() -> None:
    texts = [
        f"Tengo {number} casas{end}"
        for number in range(300)
        for end in ("", ".", "\n", " [", " ^", "...", ".[]", "\0")
    ]
    out = ENGINE.translate(texts, "es", "en")
    for text, item in zip(texts, out, strict=True):
        assert text.split()[1] in item.text.replace("[", " ").split(), (text, item)


@needs_spanish
@pytest.mark.parametrize("hop", ["es", "fr"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(texts=st.lists(st.text(CHARACTERS, max_size=25), min_size=1, max_size=60))
def test_any_texts_come_back_in_order(hop: str, texts: list[str]) -> None:
    if not ENGINE.supports(hop, "en"):
        pytest.skip(f"no Apertium route from {hop} to en")
    numbered = [line for number, text in enumerate(texts) for line in (text, f"{70000 + number}")]
    out = ENGINE.translate(numbered, hop, "en")
    assert len(out) == len(numbered)
    assert [item.text for item in out[1::2]] == numbered[1::2]
    for text, item in zip(numbered, out, strict=True):
        assert all(word in text for word in item.unknown)
        assert "\0" not in item.text
        assert "\n" not in item.text


@needs_spanish
@pytest.mark.parametrize(
    "text",
    [
        "una casa grande y verde. " * 8_000,
        "a" * 200_000,
        "你好" * 100_000,
        "שלום עולם " * 20_000,
        "[" * 20_000,
        "1" * 100_000,
    ],
    ids=["prose", "no space", "Chinese", "Hebrew", "brackets", "digits"],
)
def test_one_long_line(text: str) -> None:
    started = time.monotonic()
    (item,) = ENGINE.translate([text], "es", "en")
    assert len(item.text) > len(text) / 3
    assert time.monotonic() - started < 60


def test_without_apertium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    engine = Apertium()
    assert not engine.installed
    assert not engine.supports("fr", "en")
    with pytest.raises(EngineError, match="no installed route"):
        engine.translate(["un"], "fr", "en")


def _program(folder: Path, body: str) -> Apertium:
    """A stand-in for the program: lists one mode, then does ``body`` with the texts on its input."""
    path = folder / "bin" / "apertium"
    path.parent.mkdir()
    path.write_text(
        f'#!/bin/sh\ncase "$1" in -l) echo "  spa-eng";; -V) echo "Apertium 9.9";; *) {body};; esac\n'
    )
    path.chmod(0o755)
    modes = folder / "share" / "apertium" / "modes"
    modes.mkdir(parents=True)
    (modes / "spa-eng.mode").write_text(f"lt-proc '{folder}/data.bin'\n")
    (folder / "data.bin").write_bytes(b"data")
    return Apertium(str(path))


def test_lost_texts_are_found_by_smaller_batches(tmp_path: Path) -> None:
    # The program crashes, its output cut short, on every batch with "boom" in it.
    crash = (
        'tr "\\0" "\\n" > "$0.in"; if grep -q boom "$0.in"; then printf "x\\0"; echo crashed >&2; exit 3; '
        'else tr "\\n" "\\0" < "$0.in"; fi'
    )
    engine = _program(tmp_path, crash)
    assert [item.text for item in engine.translate(["uno", "dos", "tres"], "es", "en")] == [
        "uno",
        "dos",
        "tres",
    ]
    with pytest.raises(EngineError, match="cannot translate “boom boom”: crashed"):
        engine.translate(["uno", "dos", "boom boom", "tres"], "es", "en")


def test_translations_out_of_step_are_an_error_not_a_shift(tmp_path: Path) -> None:
    # The program loses the first text of a batch and makes the last one twice: the count is right.
    engine = _program(
        tmp_path, 'tr "\\0" "\\n" > "$0.in"; (tail -n +2 "$0.in"; tail -n 1 "$0.in") | tr "\\n" "\\0"'
    )
    out = engine.translate(["uno", "dos", "tres"], "es", "en")
    assert [item.text for item in out] == ["uno", "dos", "tres"]  # each asked for alone
    swap = tmp_path / "swap"
    swap.mkdir()
    with pytest.raises(EngineError, match="cannot translate"):
        _program(swap, "printf 'one[n1]\\0'").translate(["uno", "dos"], "es", "en")


def test_broken_pair_says_so(tmp_path: Path) -> None:
    engine = _program(tmp_path, "echo 'lt-proc: command not found' >&2; exit 0")
    with pytest.raises(EngineError, match="spa-eng gave no translation: lt-proc: command not found"):
        engine.translate(["uno"], "es", "en")


def test_hanging_pipeline_is_killed_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.apertium._START_TIMEOUT", 0.5)
    engine = _program(tmp_path, 'sleep 60 & echo $! > "$0.pid"; wait')
    with pytest.raises(EngineError, match="took longer"):
        engine.translate(["uno"], "es", "en")
    child = int((tmp_path / "bin" / "apertium.pid").read_text())
    deadline = time.monotonic() + 5
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_signature_without_debian_is_a_digest_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("APERTIUM_DATADIR", raising=False)
    engine = _program(tmp_path, "cat")
    first = engine.signature("es", "en")
    assert first.startswith("apertium 9.9 spa-eng@")
    (tmp_path / "data.bin").write_bytes(b"other data")
    assert Apertium(str(tmp_path / "bin" / "apertium")).signature("es", "en") != first
    monkeypatch.setenv("APERTIUM_DATADIR", os.fspath(tmp_path / "nowhere"))
    with pytest.raises(EngineError, match="APERTIUM_DATADIR"):
        Apertium(str(tmp_path / "bin" / "apertium")).signature("es", "en")


def test_protection_of_a_plain_sentence_changes_nothing() -> None:
    text = "L’été, à 15 h, il a dit : « non » !"
    assert protect(text).stream == text
