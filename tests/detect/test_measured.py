"""The figures of the rules: the format of the file, and that what it holds is about rules there are."""

from __future__ import annotations

import pytest

from audit.detect.catalogue import catalogue
from audit.detect.measured import Measured, measured, parse

GOOD = """
[[CAP001]]
source = "planted news, en-fr"
version = "0.1.0"
findings = 118
precision = 0.97
expected = 131
recall = 0.88

[[CAP001]]
source = "clean news, en-fr"
version = "0.1.0"
findings = 0
"""


def test_several_measurements_of_a_rule() -> None:
    assert parse(GOOD) == {
        "CAP001": (
            Measured("planted news, en-fr", "0.1.0", 118, 0.97, 131, 0.88),
            Measured("clean news, en-fr", "0.1.0", 0),
        )
    }
    assert parse("") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[CAP001]\nfindings = 1", r"write \[\[CAP001\]\]"),
        ("CAP001 = 5", "is no list of tables"),
        (GOOD.replace("recall =", "reccall ="), "holds 'reccall'"),
        (GOOD.replace("0.97", "97"), "beyond 0–1"),
        (GOOD.replace("findings = 118", "findings = -1"), "below 0"),
        (GOOD.replace("precision = 0.97", ""), "precision is told where there are findings"),
        (GOOD.replace("findings = 0", "findings = 0\nprecision = 1.0"), "precision is told where there are"),
        (GOOD.replace("expected = 131", ""), "recall is told where defects were expected"),
        (GOOD.replace('source = "planted news, en-fr"', ""), "CAP001: .*source"),
        (GOOD.replace("planted news, en-fr", " "), "without its source"),
    ],
)
def test_what_is_no_such_file(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text)


def test_the_shipped_file_is_about_rules_there_are() -> None:
    assert set(measured()) <= set(catalogue())
