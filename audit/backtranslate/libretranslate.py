"""A LibreTranslate server that someone already runs: https://docs.libretranslate.com"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from audit.backtranslate.engine import Translation
from audit.backtranslate.tables import base
from audit.backtranslate.web import Client, address
from audit.errors import EngineError

KEY = "MTAUDIT_LIBRETRANSLATE_KEY"
_TEXTS = 25  # in one request; servers limit how many they take


class LibreTranslate:
    """``spec`` is the server's address: see ``audit.backtranslate.web.Address``."""

    name = "libretranslate"
    chunk_chars = 6_000

    def __init__(self, spec: str) -> None:
        self._client = Client(address(spec, KEY), KEY)

    def signature(self, source: str, target: str) -> str:
        """ "libretranslate http://127.0.0.1:5000": a server does not say which model it runs."""
        return f"libretranslate {self._client.server.url}"

    def supports(self, source: str, target: str) -> bool:
        """Asks the server. Raises EngineError."""
        return self._codes(source, target) is not None

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        codes = self._codes(source, target)
        if codes is None:
            raise EngineError(f"LibreTranslate does not translate from {source} to {target}")
        made: list[Translation] = []
        for start in range(0, len(texts), _TEXTS):
            made += self._some(texts[start : start + _TEXTS], *codes)
        return made

    def _some(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        body = {"q": list(texts), "source": source, "target": target, "format": "text"}
        if key := self._client.key():
            body["api_key"] = key
        answer = self._client.ask("/translate", body)
        given = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(given, list) or len(given) != len(texts):
            raise EngineError(f"the server gave no {len(texts)} translations", where=self._client.server.url)
        return [Translation(str(text).strip()) for text in given]

    def _codes(self, source: str, target: str) -> tuple[str, str] | None:
        """The server's own codes for a pair that it translates."""
        one = _match(source, self._languages)
        other = _match(target, self._languages[one]) if one is not None else None
        return (one, other) if one is not None and other is not None else None

    @cached_property
    def _languages(self) -> dict[str, list[str]]:
        """Code → codes that it is translated into; a server that tells no targets translates into all."""
        told = self._client.ask("/languages")
        if not isinstance(told, list) or not all(isinstance(item, dict) and "code" in item for item in told):
            raise EngineError("this is no LibreTranslate server", where=self._client.server.url)
        every = [str(item["code"]) for item in told]
        return {str(item["code"]): [str(code) for code in item.get("targets") or every] for item in told}


def _match(code: str, known: Sequence[str] | dict[str, list[str]]) -> str | None:
    """ "zh-Hans" of "zh", "pt" of "pt-BR" where the server has no code for the variant."""
    wanted = code.replace("_", "-").lower()
    by_name = {name.lower(): name for name in known}
    near = (name for name in sorted(by_name) if name.split("-")[0] == base(code))
    return by_name.get(wanted) or by_name.get(base(code)) or next((by_name[name] for name in near), None)
