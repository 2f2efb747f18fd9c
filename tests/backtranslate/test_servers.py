"""The engines that ask a server, against a real one on this machine."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audit import pipeline
from audit.backtranslate import back_translate, choose
from audit.backtranslate.chat import KEY as CHAT_KEY
from audit.backtranslate.chat import Chat
from audit.backtranslate.libretranslate import KEY as LIBRE_KEY
from audit.backtranslate.libretranslate import LibreTranslate
from audit.backtranslate.web import Address, address
from audit.config import Settings
from audit.errors import EngineError, UsageError
from audit.grade import profile
from audit.report import html, record
from tests.backtranslate.server import Answer, Request, serving
from tests.support import document

SECRET = "s3cret-key-of-the-test"
LANGUAGES = [
    {"code": "en", "targets": ["fr"]},
    {"code": "fr", "targets": ["en"]},
    {"code": "zh-Hans", "targets": ["en"]},
]


@pytest.fixture(autouse=True)
def _quick_and_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.web._FIRST_WAIT", 0.01)
    for name in (LIBRE_KEY, CHAT_KEY):
        monkeypatch.delenv(name, raising=False)


def _json(value: object, status: int = 200, **headers: str) -> Answer:
    return Answer(json.dumps(value).encode(), status, headers)


class Libre:
    """As LibreTranslate: into capitals. ``first`` answers are given before the right ones."""

    def __init__(self, *first: Answer, key: str = "") -> None:
        self.first = list(first)
        self.key = key
        self.asked: list[dict[str, object]] = []

    def __call__(self, request: Request) -> Answer:
        if request.path == "/languages":
            return _json(LANGUAGES)
        body = json.loads(request.body)
        self.asked.append(body)
        if self.first:
            return self.first.pop(0)
        if self.key and body.get("api_key") != self.key:
            return _json({"error": f"Invalid API key {body.get('api_key')}"}, 403)
        return _json({"translatedText": [text.upper() for text in body["q"]]})


class Model:
    """As a chat endpoint: into capitals."""

    def __init__(self, *first: Answer) -> None:
        self.first = list(first)
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.asked.append(request)
        if self.first:
            return self.first.pop(0)
        user = json.loads(request.body)["messages"][1]["content"]
        return _json({"choices": [{"message": {"content": user.upper() + "\n"}, "finish_reason": "stop"}]})


@pytest.fixture
def start() -> Iterator[Callable[[Callable[[Request], Answer]], str]]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(serving(answer))


Start = Callable[[Callable[[Request], Answer]], str]


def test_libretranslate_in_order_and_batches(start: Start) -> None:
    server = Libre()
    choice = choose(f"libretranslate:{start(server)}", "fr", "en")
    assert choice.engine is not None
    texts = [f"texte {i}" for i in range(60)]
    out = back_translate(choice.engine, texts, "fr", "en", cache_dir=None)
    assert [item.text for item in out] == [text.upper() for text in texts]
    assert [len(body["q"]) for body in server.asked] == [25, 25, 10]  # type: ignore[arg-type]
    assert {body["source"] for body in server.asked} == {"fr"}
    assert all("api_key" not in body for body in server.asked)


def test_libretranslate_languages(start: Start) -> None:
    server = Libre()
    url = start(server)
    engine = LibreTranslate(url)
    assert engine.supports("zh", "en")
    assert engine.supports("fr-CA", "en-GB")
    assert not engine.supports("zh", "fr")
    engine.translate(["x"], "zh-CN", "en")
    assert server.asked[0]["source"] == "zh-Hans"
    choice = choose(f"libretranslate:{url}", "de", "en")
    assert choice.engine is None
    assert choice.note == "the libretranslate server does not translate from de to en"


def test_chat(start: Start) -> None:
    server = Model()
    choice = choose(f"openai:{start(server)}?parallel=3#tiny-model", "fr", "en")
    assert choice.engine is not None
    texts = [f"texte {i}" for i in range(9)]
    assert [item.text for item in choice.engine.translate(texts, "fr", "en")] == [t.upper() for t in texts]
    assert {request.path for request in server.asked} == {"/v1/chat/completions"}
    body = json.loads(server.asked[0].body)
    assert body["model"] == "tiny-model"
    assert body["temperature"] == 0
    assert "from French into English" in body["messages"][0]["content"]
    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize("status", [429, 500, 503])
def test_tries_again(start: Start, status: int) -> None:
    server = Libre(_json({"error": "busy"}, status), _json({"error": "busy"}, status))
    out = LibreTranslate(start(server)).translate(["un"], "fr", "en")
    assert [item.text for item in out] == ["UN"]
    assert len(server.asked) == 3


def test_waits_as_long_as_it_is_told(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("audit.backtranslate.web.time.sleep", waited.append)
    server = Libre(_json({}, 429, **{"Retry-After": "7"}), _json({}, 503))
    LibreTranslate(start(server)).translate(["un"], "fr", "en")
    assert waited == [7.0, 14.0]


def test_gives_up_at_once_where_trying_again_is_no_use(start: Start) -> None:
    server = Libre(_json({"error": "q is too long\nand more"}, 400))
    with pytest.raises(EngineError, match="it answered 400: q is too long and more") as caught:
        LibreTranslate(start(server)).translate(["un"], "fr", "en")
    assert len(server.asked) == 1
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "said", [Answer(b"<html>"), _json([]), _json({"translatedText": "one"}), _json({"translatedText": []})]
)
def test_answers_that_are_none(start: Start, said: Answer) -> None:
    with pytest.raises(EngineError):
        LibreTranslate(start(Libre(said))).translate(["un"], "fr", "en")


@pytest.mark.parametrize(
    "said",
    [
        _json({"choices": []}),
        _json({"choices": [{"message": {"content": ""}}]}),
        _json({"choices": [{"message": {"content": "half a"}, "finish_reason": "length"}]}),
        _json(["?"]),
    ],
)
def test_chat_answers_that_are_none(start: Start, said: Answer) -> None:
    with pytest.raises(EngineError, match="no whole translation"):
        Chat(f"{start(Model(said))}#m").translate(["un"], "fr", "en")


def test_no_answer_in_time(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.backtranslate.web._ATTEMPTS", 2)
    release = threading.Event()

    def slow(request: Request) -> Answer:
        release.wait(20)
        return _json(LANGUAGES)

    choice = choose(f"libretranslate:{start(slow)}?timeout=0.2", "fr", "en")
    release.set()
    assert choice.engine is None
    assert choice.note is not None
    assert "no answer in time" in choice.note


def test_nobody_listens() -> None:
    choice = choose("libretranslate:http://127.0.0.1:9", "fr", "en")
    assert choice.engine is None
    assert choice.note is not None
    assert choice.note.startswith("http://127.0.0.1:9: the translation server failed: ")


def test_keeps_to_the_rate(start: Start) -> None:
    engine = Chat(f"{start(Model())}?rate=20&parallel=4#m")
    begin = time.monotonic()
    engine.translate([f"texte {i}" for i in range(5)], "fr", "en")
    assert time.monotonic() - begin >= 4 / 20  # the first goes at once; a slow machine only takes longer


def test_keys_are_sent_and_never_shown(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(LIBRE_KEY, SECRET)
    server = Libre(key=SECRET)
    refusing = Libre(key="another")
    items = [document("The dog sleeps.", "Le chien dort.", "en-fr")]
    for number, each in enumerate((server, refusing)):
        settings = Settings(
            estimate="none", back_translation=f"libretranslate:{start(each)}", cache_dir=tmp_path / "cache"
        )
        report = pipeline.run(items, settings)
        assert each.asked[0]["api_key"] == SECRET
        folder = tmp_path / f"report{number}"
        record.write(report, folder)
        html.write(report, folder / "report.html", {}, profile("mqm"))
        backs = [segment.back for segment in report.documents[0].segments]
        assert [back.text if back else None for back in backs] == [["LE CHIEN DORT."], [None]][number]
    assert report.not_judged
    assert "Invalid API key …" in str(report.not_judged)
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) > 8
    assert not [file for file in written if SECRET.encode() in file.read_bytes()]
    assert SECRET not in caplog.text + str(capfd.readouterr())


def test_a_chat_key_goes_into_the_header(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHAT_KEY, SECRET)
    server = Model()
    engine = Chat(f"{start(server)}/v1#m")
    engine.translate(["un"], "fr", "en")
    assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
    assert server.asked[0].path == "/v1/chat/completions"
    assert SECRET not in engine.signature("fr", "en")


def test_a_key_follows_no_redirection(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHAT_KEY, SECRET)
    elsewhere = Model()
    url = start(elsewhere)
    server = Model(Answer(b"", 302, {"Location": f"{url}/v1/chat/completions"}))
    with pytest.raises(EngineError, match="it answered 302"):
        Chat(f"{start(server)}#m").translate(["un"], "fr", "en")
    assert elsewhere.asked == []


def test_a_key_is_not_sent_in_the_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHAT_KEY, SECRET)
    with pytest.raises(EngineError, match="not sent in the open"):
        Chat("http://translate.invalid#m").translate(["un"], "fr", "en")


def test_addresses() -> None:
    made = address("http://[::1]:5000/api/?rate=2&timeout=9&parallel=4#a/b", "KEY")
    assert made == Address("http://[::1]:5000/api", "a/b", 2.0, 9.0, 4)
    assert made.local
    assert not address("https://example.org", "KEY").local


@pytest.mark.parametrize(
    "text",
    ["", "127.0.0.1:5000", "ftp://a", "http://user:pass@host", "http://host?api_key=1", "http://host?rate=x",
     "http://host:port", "http://host?timeout=0"],
)  # fmt: skip
def test_addresses_that_cannot_be(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose(f"libretranslate:{text}", "fr", "en")
    assert "pass" not in str(caught.value).replace("password", "")


def test_a_chat_endpoint_needs_a_model() -> None:
    with pytest.raises(UsageError, match="needs a model"):
        choose("openai:http://127.0.0.1:8080", "fr", "en")
