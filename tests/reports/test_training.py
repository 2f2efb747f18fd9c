"""What the scripts that train make their texts of."""

from __future__ import annotations

import os
import random
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

TEXTS = [
    "The keeper of the lighthouse writes a letter to the keepers of the harbour.",
    "The letter is written in the tower of the lighthouse and left in the harbour.",
]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a script beside which others lie."""
    monkeypatch.syspath_prepend(str(ROOT / "reports"))
    yield import_module
    for name in ("boosting", "damage", "judged", "mlqe", "prose", "romanian", "train_names"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("kind", ["word moved", "form changed", "small word changed", "small word dropped"])
def test_a_slip_changes_the_text_alone(script: Any, kind: str) -> None:
    damage = script("damage")
    words = damage.vocabulary(TEXTS)
    made = [damage.damaged(TEXTS[0], kind, words, random.Random(n)) for n in range(30)]
    assert any(made)
    for text in filter(None, made):
        assert text != TEXTS[0]
        assert "  " not in text
        assert text[0].isalpha()
        if kind == "word moved":
            assert sorted(text.replace(".", "").split()) == sorted(TEXTS[0].replace(".", "").split())


def test_a_text_without_place_for_a_slip_is_left(script: Any) -> None:
    damage = script("damage")
    words = damage.vocabulary(TEXTS)
    assert all(damage.damaged("Harbour.", kind, words, random.Random(1)) is None for kind in damage.DAMAGES)


def test_pages_give_their_sentences_in_pairs(script: Any, tmp_path: Path) -> None:
    page = '<page xmlns="http://projectmallard.org/1.0/"><title>{}</title><p>{}</p><p>{}</p></page>'
    for lang, texts in {
        "C": ("Boats", "Tie up the boat. Then go ashore by the ladder.", "Ask the harbour master first."),
        "fr": (
            "Bateaux",
            "Amarrez le bateau. Descendez ensuite par l’échelle.",
            "Ask the harbour master first.",
        ),
    }.items():
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "boat.page").write_text(page.format(*texts), encoding="utf-8")
    found = script("prose").translated(tmp_path, "fr")
    assert [(p.source, p.lang) for p in found] == [
        ("Tie up the boat.", "fr"),
        ("Then go ashore by the ladder.", "fr"),
    ]


def test_a_tenth_is_held_back_and_always_the_same(script: Any) -> None:
    held = script("judged").held_back(1000)
    assert len(set(held.tolist())) == 100
    assert (held == script("judged").held_back(1000)).all()


def test_names_put_in_place_of_others_stand_where_it_says(script: Any) -> None:
    names = script("train_names")
    pairs = [("The keeper met Norah there.", "Le gardien y a rencontré Norah.")] * 20
    pool = names.Pool(["Oliver"], ["Wilma"], ["Yvette"])
    made, put = names.replaced(pairs, pool, random.Random(1))
    text = "\n".join(target for _, target in made)
    assert 0 < len(put) < len(pairs)
    assert {text[at : at + 6].rstrip(".\n") for at in put} <= {"Oliver", "Wilma", "Yvette"}
    assert [target for _, target in made if "Norah" not in target] != []
    assert sum("Norah" not in target for _, target in made) == len(put)
    assert [source for source, _ in made] == [source for source, _ in pairs]


def test_nouns_with_a_capital_are_no_names(script: Any) -> None:
    pool = script("train_names").pool_of([("She saw Berta.", "Da sah sie Berta und das Haus.")], "en", "de")
    assert pool.both == ["Berta"]
    assert pool.target == []


def test_a_mode_that_a_package_leaves_out_is_built_from_what_it_says(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = '<program name="{}"><file name="{}"/></program>'
    lines = "".join(program.format(*p) for p in (("lt-proc", "a.bin"), ("lt-proc $1", "b.bin")))
    data = tmp_path / "apertium-es-ro"
    data.mkdir()
    (data / "modes.xml").write_text(
        f'<modes><mode name="ro-es"/><mode name="es-ro"><pipeline>{lines}</pipeline></mode></modes>', "utf-8"
    )
    (tmp_path / "modes").mkdir()
    (tmp_path / "modes" / "eng-spa.mode").write_text("cat", "utf-8")
    monkeypatch.setenv("APERTIUM_DATADIR", str(tmp_path))
    with script("romanian").romanian():
        modes = Path(os.environ["APERTIUM_DATADIR"]) / "modes"
        assert (modes / "eng-spa.mode").read_text("utf-8") == "cat"
        assert (modes / "es-ro.mode").read_text("utf-8") == (
            f"lt-proc '{data / 'a.bin'}' | lt-proc $1 '{data / 'b.bin'}'"
        )
    assert os.environ["APERTIUM_DATADIR"] == str(tmp_path)
