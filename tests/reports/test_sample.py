"""The committed sample report is that of the news as they are, and names no folder of a machine."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from tests.corpora.gold import news
from tests.support import ROOT

SAMPLE = ROOT / "reports" / "sample"
REMAKE = "remake it: python reports/make_sample.py"


def _summary() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLE / "summary.json").read_text("utf-8"))
    return loaded


def test_it_holds_the_news() -> None:
    assert [d["id"] for d in _summary()["documents"]] == list(news()), REMAKE
    assert not _summary()["failures"]


def test_its_findings_mark_the_texts_as_they_are() -> None:
    lines = [json.loads(line) for line in (SAMPLE / "findings.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == _summary()["findings"]["total"]
    for line in lines:
        document = news()[line["doc"]]
        assert document.text(line["side"])[line["start"] : line["end"]] == line["text"], REMAKE


def test_german_is_not_judged_by_back_translation_and_the_others_are() -> None:
    judged = Counter(
        d["target_lang"]["code"] for d in _summary()["documents"] if "back-translation" in d["evidence"]
    )
    assert judged == {"es": 12, "fr": 12, "it": 12}
    assert any(n["need"] == "back-translation" and "from de" in n["reason"] for n in _summary()["not_judged"])


def test_it_is_small_and_names_no_folder_of_a_machine() -> None:
    files = sorted(f.name for f in SAMPLE.iterdir())
    record = ["documents.jsonl", "findings.jsonl", "report.html", "segments.jsonl", "summary.json"]
    assert [f for f in files if not f.endswith(".png")] == record
    assert sum((SAMPLE / name).stat().st_size for name in files) < 2_000_000
    for name in record:
        text = (SAMPLE / name).read_text("utf-8")
        assert not re.search(r"(?<![\w/])/(home|root|tmp|work|Users)/", text), name


def test_its_pictures_are_small() -> None:
    pictures = sorted(SAMPLE.glob("*.png"))
    assert [p.name for p in pictures] == ["overview.png", "texts.png"], "python reports/screenshots.py"
    for picture in pictures:
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" and picture.stat().st_size < 200_000
