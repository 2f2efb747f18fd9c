"""Words cut into the likeliest pieces."""

from __future__ import annotations

from audit.compare.unigram import Unigram

PIECES = {"▁": 1, "▁har": 2, "bour": 3, "▁harbo": 4, "ur": 5}
SCORES = [0.0, -3.0, -4.0, -4.0, -9.0, -2.0, -7.5]
HARBOUR = "▁harbour"


def test_the_likeliest_pieces_are_taken() -> None:
    assert Unigram(PIECES, SCORES, 0).cut(HARBOUR) == (2, 3)
    assert Unigram({**PIECES, HARBOUR: 6}, SCORES, 0).cut(HARBOUR) == (6,)


def test_a_character_of_no_piece_is_unknown() -> None:
    assert Unigram(PIECES, SCORES, 0).cut("▁harxbour") == (2, 0, 3)
