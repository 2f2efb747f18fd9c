"""Words cut into the likeliest pieces."""

from __future__ import annotations

from audit.compare.unigram import Unigram

PIECES = {"▁": (1, -3.0), "▁har": (2, -4.0), "bour": (3, -4.0), "▁harbo": (4, -9.0), "ur": (5, -2.0)}
HARBOUR = "▁harbour"


def test_the_likeliest_pieces_are_taken() -> None:
    assert Unigram(PIECES, 0).cut(HARBOUR) == (2, 3)
    assert Unigram({**PIECES, HARBOUR: (6, -7.5)}, 0).cut(HARBOUR) == (6,)


def test_a_character_of_no_piece_is_unknown() -> None:
    assert Unigram(PIECES, 0).cut("▁harxbour") == (2, 0, 3)
