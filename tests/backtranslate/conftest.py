"""Models made once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backtranslate.marian import make_m2m100, make_marian


@pytest.fixture(scope="session")
def marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as OPUS-MT models are, with a model that knows sixteen sentences by heart."""
    return make_marian(tmp_path_factory.mktemp("models") / "opus-mt-de-en")


@pytest.fixture(scope="session")
def m2m100(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sentences, in a multilingual model."""
    return make_m2m100(tmp_path_factory.mktemp("models") / "m2m100")
