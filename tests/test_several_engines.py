"""Several engines in one run: both are shown, one that fails leaves the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from audit import pipeline
from audit.backtranslate import Choice, Translation, several
from audit.config import Settings
from audit.errors import EngineError
from audit.model import Need
from audit.report import record
from audit.report.tables import segments_frame
from tests.support import ROOT, document


class Fixed:
    """Gives one text for everything."""

    def __init__(self, name: str, text: str | None) -> None:
        self.name = name
        self._text = text

    def signature(self, source: str, target: str) -> str:
        return f"{self.name} 1.0"

    def supports(self, source: str, target: str) -> bool:
        return True

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        if self._text is None:
            raise EngineError(f"{self.name} is out of order")
        return [Translation(self._text) for _ in texts]


@pytest.fixture(autouse=True)
def _engines(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"one": "The museum is open.", "two": "The old museum is open.", "broken": None}

    def choose(spec: str, source: str, target: str, **_: object) -> Choice:
        if spec not in texts:
            return Choice(None, f"no {spec}", "another")
        return Choice(Fixed(spec, texts[spec]))

    monkeypatch.setattr("audit.backtranslate.choose", choose)


ITEMS = [document("The museum is not open.", "Le musée est ouvert.", "en-fr")]


def _run(spec: str) -> pipeline.Report:
    return pipeline.run(ITEMS, Settings(back_translation=spec, estimate="none", cache=False))


def test_both_are_in_the_record(tmp_path: Path) -> None:
    report = _run("one, two")
    (segment,) = report.documents[0].segments
    assert segment.back is not None
    assert (segment.back.text, [b.text for b in segment.also]) == (
        "The museum is open.",
        ["The old museum is open."],
    )
    assert 0 < segment.measures["agreement"] < 100
    assert [(d.kind, d.agreed) for d in segment.differences] == [("lost", True)]
    assert report.engine == "one 1.0, two 1.0"
    record.write(report, tmp_path)
    (line,) = map(json.loads, (tmp_path / "segments.jsonl").read_text().splitlines())
    (other,) = line["also"]
    assert other == {"text": "The old museum is open.", "engine": "two 1.0", "unknown": [], "hops": 1}
    assert line["differences"] == [
        {"kind": "lost", "side": "source", "start": 14, "end": 17, "pair": 0, "agreed": True}
    ]
    schema = json.loads((ROOT / "audit/report/data/segments.schema.json").read_text())
    jsonschema.validate(line, schema)
    row = segments_frame(report).iloc[0]
    assert row["also"] == "two 1.0: The old museum is open."
    assert row["differences"] == "lost: not"


def test_the_finding_shows_both() -> None:
    (finding,) = [f for f in _run("one,two").findings if f.code == "NEG001"]
    told = {e.label: e.text for e in finding.evidence}
    assert told["back-translation by one"] == "The museum is open."
    assert told["back-translation by two"] == "The old museum is open."
    assert told["word by word"] == "lost “not” (all engines)"


@pytest.mark.parametrize("spec", ["broken,two", "absent,two"])
def test_one_that_fails_leaves_the_other(spec: str) -> None:
    report = _run(spec)
    (segment,) = report.documents[0].segments
    assert segment.back is not None
    assert segment.back.engine == "two 1.0"
    assert segment.also == ()
    assert [n for n in report.notes if n.startswith("one engine fewer")]
    assert report.engine == "two 1.0"


def test_none_at_all_is_not_judged() -> None:
    report = _run("broken,absent")
    (lacking,) = [n for n in report.not_judged if n.need is Need.BACK_TRANSLATION]
    assert lacking.reason == "no absent; broken is out of order"
    assert report.engine == "none"


def test_the_same_engine_twice_is_one() -> None:
    (segment,) = _run("one,one").documents[0].segments
    assert segment.also == ()


def test_specifications(tmp_path: Path) -> None:
    assert several("auto") == ("auto",)
    assert several(" apertium, ctranslate2:a/b ,apertium") == ("apertium", "ctranslate2:a/b")
    folder = tmp_path / "a,b"
    folder.mkdir()
    assert several(str(folder)) == (str(folder),)
