"""JSON Lines of the contract, in both forms, and every way to get them wrong."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.acquire import InputOptions, jsonl, read
from audit.errors import InputError
from audit.model import Document, Failure, Ignored

OPTIONS = InputOptions()


def lines(*items: Any) -> bytes:
    return "\n".join(i if isinstance(i, str) else json.dumps(i) for i in items).encode()


def good(raw: bytes, options: InputOptions = OPTIONS) -> list[Document]:
    items = list(jsonl.documents(raw, "a.jsonl", options))
    assert not [i for i in items if isinstance(i, Failure)]
    return [i[1] for i in items if not isinstance(i, Failure)]


def bad(raw: bytes) -> list[Failure]:
    return [i for i in jsonl.documents(raw, "a.jsonl", OPTIONS) if isinstance(i, Failure)]


def test_a_whole_document() -> None:
    item = {
        "id": "n.1",
        "source_lang": "en",
        "target_lang": "fr",
        "source": "One.\r\n",
        "target": " Un.\n\n",
        "more": [1],
    }
    (a,) = good(lines(item))
    assert (a.id, a.source, a.target, a.aligned, a.path) == ("n.1", "One.\r\n", " Un.\n\n", None, "a.jsonl")
    assert a.source_lang is not None
    assert (a.source_lang.code, a.source_lang.origin, a.target_lang.origin) == ("en", "input", "input")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8))
def test_the_spans_of_segments_hold_their_texts(pairs: list[tuple[str, str]]) -> None:
    pairs = [*pairs, ("last", "dernier")]
    item = {
        "id": "s",
        "source_lang": "en",
        "target_lang": "fr",
        "segments": [{"source": s, "target": t} for s, t in pairs],
    }
    (a,) = good(lines(item))
    assert a.source == "\n".join(s for s, _ in pairs) and a.target == "\n".join(t for _, t in pairs)
    assert a.aligned is not None
    assert [(a.at(s), a.at(t)) for s, t in a.aligned] == pairs


def test_exceptions() -> None:
    entries = ["TYP001", {"rule": "TRM", "text": "Face ID"}, {"rule": "CAP001", "text": None}]
    a, b = good(lines({"id": "a", "target": "Un.", "ignore": entries}, {"id": "b", "target": "Deux."}))
    assert a.ignored == (Ignored("TYP001"), Ignored("TRM", "Face ID"), Ignored("CAP001"))
    assert b.ignored == ()


def test_segments_without_any_source() -> None:
    (a,) = good(
        lines(
            {"id": "s", "target_lang": "fr", "segments": [{"target": "Un."}, {"target": "", "source": None}]}
        )
    )
    assert a.source is None and a.aligned is not None and len(a.aligned) == 2
    assert [a.at(t) for _, t in a.aligned] == ["Un.", ""]
    assert all(len(s) == 0 for s, _ in a.aligned)


def test_languages_option_then_input_then_detected() -> None:
    text = "Le conseil municipal a voté hier soir le budget de la nouvelle école."
    (a,) = good(lines({"id": "1", "target": text}))
    assert (a.target_lang.code, a.target_lang.origin, a.source_lang) == ("fr", "detected", None)
    (a,) = good(lines({"id": "1", "target": text, "target_lang": "und"}))
    assert (a.target_lang.code, a.target_lang.origin) == ("fr", "detected")
    (a,) = good(
        lines({"id": "1", "target": text, "target_lang": "de"}),
        InputOptions(source_lang="en", target_lang="fr_ca"),
    )
    assert (a.target_lang.code, a.target_lang.origin) == ("fr-CA", "option")
    assert a.source_lang is not None and (a.source_lang.code, a.source_lang.origin) == ("en", "option")
    (a,) = good(lines({"id": "1", "target": "1234 – 5678"}))
    assert (a.target_lang.code, a.target_lang.origin, a.target_lang.confidence) == ("und", "unknown", 0.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ("[1, 2]", "must be a JSON object, not a list"),
        ('"text"', "not text"),
        ("null", "not null"),
        ('{"target": "Un."}', '"id" is missing'),
        ('{"id": "", "target": "Un."}', '"id" is empty'),
        ('{"id": ["a"], "target": "Un."}', '"id" must be text, not a list'),
        ('{"id": "a"}', '"target" is missing'),
        ('{"id": "a", "target": null}', '"target" is missing'),
        ('{"id": "a", "target": 5}', '"target" must be text, not a number'),
        ('{"id": "a", "target": true}', "not true or false"),
        ('{"id": "a", "target": "  \\n"}', "the target is empty"),
        ('{"id": "a", "target": "Un.", "source": {"a": 1}}', '"source" must be text, not an object'),
        (
            '{"id": "a", "target": "Un.", "target_lang": "french"}',
            "target_lang: 'french' is no language code",
        ),
        ('{"id": "a", "target": "Un.", "source_lang": 5}', '"source_lang" must be text'),
        ('{"id": "a", "segments": {}}', '"segments" must be a list, not an object'),
        ('{"id": "a", "segments": []}', "the target is empty"),
        ('{"id": "a", "segments": ["Un."]}', '"segments[0]" must be an object, not text'),
        ('{"id": "a", "segments": [{"target": "a"}, {"source": "b"}]}', '"segments[1].target" is missing'),
        ('{"id": "a", "segments": [{"target": "a", "source": 1}]}', '"segments[0].source" must be text'),
        ('{"id": "a", "target": "Un \\ud800."}', "lone surrogate U+D800) at character 3"),
        ('{"id": "a", "target": "Un.", "source": "\\udc00"}', "the source holds half a character"),
        ('{"id": "\\udfff", "target": "Un."}', "the id holds half a character"),
        ('{"id": "a", "target": "U\\u0000n."}', "U+0000 at character 1"),
        ('{"id": "a", "target": "Un.", "ignore": "TYP"}', '"ignore" must be a list, not text'),
        ('{"id": "a", "target": "Un.", "ignore": ["TYP", 5]}', '"ignore[1]" must be a rule, or an object'),
        ('{"id": "a", "target": "Un.", "ignore": [{"text": "a"}]}', '"ignore[0]" must be a rule, or an obj'),
        ('{"id": "a", "target": "Un.", "ignore": [{"rule": 5}]}', '"ignore[0].rule" must be text'),
        ("[" * 100_000, "too deep"),
        ('{"id": ' + "9" * 5_000 + "}", "a number too long"),
    ],
)
def test_bad_lines_name_file_line_and_key(line: str, said: str) -> None:
    raw = lines({"id": "x", "target": "Un."}, line, {"id": "y", "target": "Deux."})
    (lost,) = bad(raw)
    assert lost.where == "a.jsonl:2" and said in lost.problem
    assert len(list(jsonl.documents(raw, "a.jsonl", OPTIONS))) == 3


def test_a_surrogate_pair_is_a_character() -> None:
    (a,) = good(b'{"id": "a", "target": "Un \\ud83d\\ude00."}')
    assert a.target == "Un \U0001f600."


def test_line_ends_blank_lines_marks_and_bad_bytes() -> None:
    first = b'\xef\xbb\xbf{"id": "1", "target": "Un\xe2\x80\xa8deux."}\r\n'
    raw = first + b'\r\n\n{"id": "2", "target": "caf\xe9"}\r\n{"id": 3, "target": "Trois."}'
    items = list(jsonl.documents(raw, "a.jsonl", OPTIONS))
    assert [i.where if isinstance(i, Failure) else i[0] for i in items] == [
        "a.jsonl:1",
        "a.jsonl:4",
        "a.jsonl:5",
    ]
    assert not isinstance(items[0], Failure) and items[0][1].target == "Un\u2028deux."
    assert (
        isinstance(items[1], Failure)
        and f"byte 0xE9 at offset {raw.index(bytes([0xE9]))}" in items[1].problem
    )
    assert not isinstance(items[2], Failure) and items[2][1].id == "3"


def test_ids_are_unique_in_a_run(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines({"id": "1", "target": "Un."}, {"id": "1", "target": "Autre."}))
    (tmp_path / "b.jsonl").write_bytes(lines({"id": "1", "target": "Un."}, {"id": "2", "target": "Deux."}))
    items = list(read([tmp_path]))
    assert [i.id for i in items if isinstance(i, Document)] == ["1", "2"]
    lost = [i for i in items if isinstance(i, Failure)]
    assert [Path(f.where).name for f in lost] == ["a.jsonl:2", "b.jsonl:1"]
    assert all("'1' is already that of" in f.problem and f.problem.endswith("a.jsonl:1") for f in lost)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(lines({"id": "1", "target": "Un."}, "{"))

    monkeypatch.setattr(sys, "stdin", Stdin)
    document, lost = list(read([Path("-")]))
    assert isinstance(document, Document) and document.id == "1"
    assert isinstance(lost, Failure) and lost.where == "<stdin>:2"


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n \n")
    (lost,) = list(read([tmp_path / "a.jsonl"]))
    assert isinstance(lost, Failure) and lost.problem == "the file is empty"


def test_a_mapping_without_an_id_takes_its_number() -> None:
    assert jsonl.document({"target": "Un."}, "7").id == "7"
    with pytest.raises(InputError, match='document 7: the key "target" is missing'):
        jsonl.document({}, "7")


@given(st.binary(max_size=120))
def test_no_bytes_raise(raw: bytes) -> None:
    assert all(isinstance(i, (Failure, tuple)) for i in jsonl.documents(raw, "a.jsonl", OPTIONS))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "target", "source", "segments", "source_lang"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_raises(value: Any) -> None:
    (item,) = list(jsonl.documents(json.dumps(value).encode(), "a.jsonl", OPTIONS))
    assert isinstance(item, (Failure, tuple))
