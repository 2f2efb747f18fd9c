"""Bytes become text unchanged, or a failure that names the byte."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.acquire.encoding import decode, read_text, sniff
from audit.errors import InputError


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_text_comes_back_exactly_with_and_without_mark(text: str) -> None:
    raw = text.encode()
    assert decode(raw, "a") == text
    assert decode(codecs.BOM_UTF8 + raw, "a") == text


def test_only_one_mark_and_only_at_the_start_goes() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a", "a") == "\ufeffa"
    assert decode(codecs.BOM_UTF8 + b"a", "a", base=7) == "\ufeffa"


def test_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\r\ntwo\rthree\n\nfour\xe2\x80\xa8five\x85".replace(b"\x85", "\x85".encode()))
    assert read_text(path) == "one\r\ntwo\rthree\n\nfour\u2028five\x85"


def test_the_offset_of_a_bad_byte_counts_from_the_start_of_the_file() -> None:
    raw = codecs.BOM_UTF8 + "naïf ".encode() + "café".encode("latin-1")
    offset = raw.index(b"\xe9")
    with pytest.raises(InputError) as caught:
        decode(raw, "a.txt")
    assert f"byte 0xE9 at offset {offset} is no UTF-8" in str(caught.value)
    assert "iconv -f WINDOWS-1252 -t UTF-8" in str(caught.value)
    with pytest.raises(InputError, match=f"offset {offset + 100} "):
        decode(raw[3:], "a.txt", base=103)


def test_a_text_cut_inside_a_character_is_no_utf8() -> None:
    with pytest.raises(InputError, match="byte 0xC3 at offset 3"):
        decode("café".encode()[:-1], "a.txt")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("é".encode("utf-16"), "is in UTF-16"),
        (codecs.BOM_UTF16_BE + "é".encode("utf-16-be"), "is in UTF-16"),
        ("é".encode("utf-32"), "is in UTF-32"),
        ("Le chat dort.".encode("utf-16-le"), "looks like UTF-16LE without"),
        ("Le chat dort.".encode("utf-16-be"), "looks like UTF-16BE without"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "is no text: byte 0x00 at offset 8"),
    ],
)
def test_other_encodings_are_named(raw: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sniff(raw, "a.txt")


def test_one_nul_in_a_long_text_is_no_text_either() -> None:
    raw = b"x" * 10_000 + b"\0"
    sniff(raw, "a.txt")
    with pytest.raises(InputError, match="byte 0x00 at offset 10000"):
        decode(raw, "a.txt")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_input_error(raw: bytes) -> None:
    try:
        sniff(raw, "a.txt")
        text = decode(raw, "a.txt")
    except InputError as error:
        assert str(error).startswith("a.txt: ")
    else:
        assert text.encode() == raw.removeprefix(codecs.BOM_UTF8)
