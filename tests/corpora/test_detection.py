"""TODO figures."""

from __future__ import annotations

from collections import Counter

import pytest

from audit import pipeline
from audit.config import Settings
from audit.model import Report
from tests.corpora.gold import clean, defects, news


@pytest.fixture(scope="module")
def report() -> Report:
    """One run on the news. Without Grammalecte, so that the figures are the same where it is not installed."""
    return pipeline.run(news().values(), Settings(back_translation="none", ignore=("GRA001",)))


def test_it(report):
    pass
