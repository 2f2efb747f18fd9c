"""The report page on loopback, writing decisions to a file: for ``mtaudit review``.

Only this machine can reach it (127.0.0.1, a port of the system's choice), and of this machine only who holds
the token of the address that was printed: it becomes a cookie, and no request is answered without. Requests
of other pages are refused by Host (DNS rebinding), Origin and Sec-Fetch-Site, and by a header that no page of
another origin can send, for there is no CORS here.
"""

from __future__ import annotations

import hmac
import json
import secrets
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from audit.errors import AuditError
from audit.review.decisions import Entry, parse, to_json
from audit.review.store import Store

_LOOPBACK: Final = "127.0.0.1"
#: Bytes of one request; a note is a few hundred.
_LARGEST: Final = 4_000_000
#: What the page may do here and not in a file: ask the server that it came from.
_POLICY: Final = ("connect-src 'none'", "connect-src 'self'")
_MARK: Final = ("<body ", '<body data-review="yes" ')


class ReviewServer(ThreadingHTTPServer):
    """Serves one page and one store: open ``address``, run ``serve_forever``, end by ``shutdown``."""

    daemon_threads = True

    def __init__(self, page: str, store: Store) -> None:
        self.page = page.replace(*_POLICY, 1).replace(*_MARK, 1).encode("utf-8")
        self.store = store
        self.token = secrets.token_urlsafe(24)
        super().__init__((_LOOPBACK, 0), _Handler)

    @property
    def address(self) -> str:
        """The address with the token."""
        return f"http://{_LOOPBACK}:{self.server_port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The name of the cookie: cookies do not tell ports apart, so the name does."""
        return f"mtaudit{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no error."""


class _Refused(Exception):
    """A request that is not answered."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    protocol_version = "HTTP/1.1"
    server_version = "mtaudit"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed below the command line, and no address with a token is kept."""

    def _answer(self, method: str) -> None:
        try:
            self._check_origin()
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            if method == "GET" and parts.path == "/" and "token" in query:
                self._enter(query["token"][0])
            elif method == "GET" and parts.path == "/":
                self._check_cookie()
                self._send(HTTPStatus.OK, self.server.page, "text/html; charset=utf-8")
            elif parts.path == "/decisions":
                self._check_cookie()
                if self.headers.get("X-Mtaudit") != "review":
                    raise _Refused(HTTPStatus.FORBIDDEN, "a request of another page")
                if method == "POST":
                    self.server.store.append(self._entries())
                self._send_decisions(query.get("since", ["0"])[0])
            else:
                raise _Refused(HTTPStatus.NOT_FOUND, "there is nothing here")
        except _Refused as refused:
            self.close_connection = True  # what was not read of the request must not be read as the next
            self._send(refused.status, f"{refused.reason}\n".encode(), "text/plain; charset=utf-8")
        except AuditError as error:
            self.close_connection = True
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, f"{error}\n".encode(), "text/plain; charset=utf-8")

    def _check_origin(self) -> None:
        port = self.server.server_port
        hosts = {f"{_LOOPBACK}:{port}", f"localhost:{port}"}
        host = self.headers.get("Host", "")
        if host not in hosts:
            raise _Refused(HTTPStatus.MISDIRECTED_REQUEST, "another host")
        origin = self.headers.get("Origin")
        if origin is not None and origin != f"http://{host}":
            raise _Refused(HTTPStatus.FORBIDDEN, "a request of another page")
        site = self.headers.get("Sec-Fetch-Site", "none")
        # The address may be opened from anywhere, a chat or a mail; the token in it decides.
        arrives = self.headers.get("Sec-Fetch-Mode") == "navigate" and self.path.startswith("/?token=")
        if site not in ("same-origin", "none") and not arrives:
            raise _Refused(HTTPStatus.FORBIDDEN, "a request of another page")

    def _enter(self, token: str) -> None:
        """The address with the token gives the cookie, and leads to one without."""
        self._check_token(token)
        cookie = f"{self.server.cookie}={self.server.token}; Path=/; HttpOnly; SameSite=Strict"
        self._send(HTTPStatus.FOUND, b"", "text/plain", {"Set-Cookie": cookie, "Location": "/"})

    def _check_cookie(self) -> None:
        try:
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except CookieError:
            cookie = None
        self._check_token(cookie.value if cookie else "")

    def _check_token(self, token: str) -> None:
        if not hmac.compare_digest(token.encode(), self.server.token.encode()):
            raise _Refused(HTTPStatus.FORBIDDEN, "open the address that mtaudit review printed")

    def _entries(self) -> list[Entry]:
        """The entries of the body, all or none."""
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            raise _Refused(HTTPStatus.LENGTH_REQUIRED, "how long is it?") from None
        if not 0 <= length <= _LARGEST:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {_LARGEST:,} bytes")
        try:
            lines = self.rfile.read(length).decode("utf-8").split("\n")
            return [parse(json.loads(line)) for line in lines if line.strip()]
        except (ValueError, RecursionError) as error:
            raise _Refused(HTTPStatus.BAD_REQUEST, f"no decisions: {error}") from None

    def _send_decisions(self, since: str) -> None:
        # int() refuses very long numbers, and a file has no 10^15 bytes.
        known = since.isascii() and since.isdigit() and len(since) <= 15
        read = self.server.store.read(int(since) if known else 0)
        answer = {"next": read.next, "records": [to_json(entry) for entry in read.entries]}
        self._send(HTTPStatus.OK, json.dumps(answer).encode("ascii"), "application/json")

    def _send(
        self, status: HTTPStatus, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
