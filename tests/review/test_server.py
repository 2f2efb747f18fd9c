"""The review server: one page, one file, this machine, this token."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from audit.model import Decision, Judgement
from audit.review import Entry, Store
from audit.review.decisions import to_json
from audit.review.server import ReviewServer

PAGE = (
    "<meta content=\"default-src 'none'; connect-src 'none'\"><body data-run=\"1\">texts connect-src 'none'"
)
ENTRY = Entry("f1", Decision(Judgement.ACCEPT, "a\u2028b", "Ana", "2026-05-04T09:12:00.000Z"), "news/a")
LINE = json.dumps(to_json(ENTRY), ensure_ascii=False)


@contextmanager
def running(store: Store) -> Iterator[ReviewServer]:
    with ReviewServer(PAGE, store) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReviewServer]:
    with running(Store(tmp_path / "decisions.jsonl")) as made:
        yield made


def ask(
    server: ReviewServer, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """(status, headers, text) of a request as the page makes it, but for ``headers`` (empty: not sent)."""
    usual = {
        "Host": f"127.0.0.1:{server.server_port}",
        "Cookie": f"{server.cookie}={server.token}",
        "X-Mtaudit": "review",
        "Sec-Fetch-Site": "same-origin",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request(method, path, body, {k: v for k, v in usual.items() if v})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8")
    connection.close()
    return answer.status, dict(answer.getheaders()), text


def posted(server: ReviewServer, text: str = LINE, **headers: str) -> int:
    return ask(server, "POST", "/decisions?since=0", text.encode("utf-8"), **headers)[0]


def test_it_listens_on_loopback_alone(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1" and server.server_port > 1023
    with running(server.store) as other:
        assert other.server_port != server.server_port and other.token != server.token


def test_the_address_gives_the_cookie_and_the_cookie_the_page(server: ReviewServer) -> None:
    path = server.address.split(str(server.server_port), 1)[1]
    status, headers, text = ask(server, "GET", path, Cookie="", Sec_Fetch_Site="none")
    assert (status, headers["Location"], text) == (302, "/", "")
    assert "HttpOnly" in headers["Set-Cookie"] and "SameSite=Strict" in headers["Set-Cookie"]
    status, headers, text = ask(server, "GET", "/", Cookie=headers["Set-Cookie"].split(";")[0])
    assert status == 200 and headers["Cache-Control"] == "no-store"
    # The page may ask this server, and nothing else of it changes.
    assert 'connect-src \'self\'"><body data-review="yes" data-run' in text
    assert text.endswith("texts connect-src 'none'")


def test_what_is_posted_is_in_the_file_and_read_back(server: ReviewServer) -> None:
    status, _, text = ask(server, "POST", "/decisions?since=0", LINE.encode("utf-8"))
    answer = json.loads(text)
    assert status == 200 and answer["records"] == [to_json(ENTRY)]
    assert server.store.read().entries == (ENTRY,)
    status, _, text = ask(server, "GET", f"/decisions?since={answer['next']}")
    assert (status, json.loads(text)["records"]) == (200, [])


def test_two_reviewers_see_each_others_decisions(server: ReviewServer) -> None:
    with running(server.store) as other:
        assert posted(server) == 200
        _, _, text = ask(other, "POST", "/decisions?since=0", LINE.replace('"f1"', '"f2"').encode("utf-8"))
        assert [r["fingerprint"] for r in json.loads(text)["records"]] == ["f1", "f2"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Cookie": ""}, 403),
        ({"Cookie": "mtaudit1=x"}, 403),
        ({"Cookie": "=;;\x01"}, 403),
        ({"X_Mtaudit": ""}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1:1"}, 421),
    ],
)
def test_requests_of_others_are_refused_and_write_nothing(
    server: ReviewServer, headers: dict[str, str], status: int
) -> None:
    assert posted(server, **headers) == status
    assert not server.store.path.exists()
    answer = ask(server, "GET", "/decisions", **headers)
    assert answer[0] == status and "Access-Control-Allow-Origin" not in answer[1]


def test_the_page_is_for_who_holds_the_token(server: ReviewServer) -> None:
    for path in ("/", "/?token=", "/?token=wrong", f"/?token={server.token}x", f"/?token={server.token}%00"):
        status, headers, text = ask(server, "GET", path, Cookie="")
        assert status == 403 and "texts" not in text and "Set-Cookie" not in headers


def test_a_form_of_another_site_cannot_write(server: ReviewServer) -> None:
    # Such a form sends the cookie of an old browser, no header of ours, and its own origin.
    assert posted(server, X_Mtaudit="", Origin="http://evil.example", Sec_Fetch_Site="") == 403
    assert ask(server, "OPTIONS", "/decisions")[0] == 501  # no preflight is ever answered


@pytest.mark.parametrize("body", ["{", "[]", '{"decision": "accept"}', LINE + "\n{", "[" * 50_000])
def test_what_is_no_decision_is_refused_whole(server: ReviewServer, body: str) -> None:
    assert posted(server, body) == 400
    assert server.store.read().entries == ()


def test_other_requests(server: ReviewServer) -> None:
    assert ask(server, "GET", "/../etc/passwd")[0] == 404
    assert ask(server, "POST", "/")[0] == 404
    assert ask(server, "POST", "/decisions", b"\xff")[0] == 400
    assert posted(server, Content_Length="many") == 411
    assert posted(server, Content_Length="5000000") == 413
    for since in ("-1", "x", "9" * 5_000, "²"):
        assert (
            ask(server, "GET", f"/decisions?since={since}" if since.isascii() else "/decisions?since=%C2%B2")[
                0
            ]
            == 200
        )


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with running(Store(tmp_path)) as server:
        status, _, text = ask(server, "POST", "/decisions", LINE.encode("utf-8"))
    assert status == 500 and "decisions cannot be written" in text


def test_texts_of_the_page_do_not_trick_the_policy(tmp_path: Path) -> None:
    evil: Any = PAGE.replace("texts", "<body connect-src 'none'")
    made = ReviewServer(evil, Store(tmp_path / "d"))
    made.server_close()
    assert made.page.count(b"connect-src 'self'") == 1 and made.page.count(b"data-review") == 1
