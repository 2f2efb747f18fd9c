"""Language codes: how they are written, what is one, what the world knows."""

from __future__ import annotations

import pytest

from audit.acquire.codes import canonical, known
from audit.errors import InputError


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("fr", "fr"), ("FR", "fr"), ("pt_br", "pt-BR"), ("zh-hans", "zh-Hans"), ("zh_hant_TW", "zh-Hant-TW"),
     ("fra", "fr"), ("ger", "de"), ("es-419", "es-419"), ("hsb", "hsb"), (" en ", "en")],
)  # fmt: skip
def test_codes_are_written_as_bcp_47_does(given: str, wanted: str) -> None:
    assert canonical(given) == wanted
    assert canonical(wanted) == wanted


@pytest.mark.parametrize("text", ["", "f", "french", "fr-", "fr FR", "../fr", "日本", "e1", "<b>"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no language code"):
        canonical(text)


def test_the_name_of_a_language_gets_its_code_told() -> None:
    with pytest.raises(InputError) as caught:
        canonical("English")
    assert caught.value.remedy == "write en"


def test_known_languages() -> None:
    assert all(map(known, ("fr", "fra", "pt-BR", "hsb", "zh_Hans")))
    assert not any(map(known, ("v2", "qq", "final", "txt", "", "xx")))
