"""Twins of the caches further out: they answer purges as the real ones do, and note each.

What they check and say follows the makers' documents: Fastly's API for purging by surrogate key,
Cloudflare's for purging by tag, and the rules that ``broadsheet configure varnish`` prints.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

TOKEN = "a-token-of-theirs"
SERVICE = "SU1Z0isxPaozGVKXdv0eY"
ZONE = "023e105f4ecef8ad9ca31a8372d0c353"


@dataclass
class Told:
    """One purge that was acknowledged."""

    keys: list[str]
    soft: bool = False


@dataclass
class Reply:
    """What a twin answers instead of what it would."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"


class Twin:
    """A cache on a port of its own. ``failures`` are answered first, one a request."""

    #: Keys of one request that the real one takes.
    most = 256

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.asked = 0
        self.failures: deque[Reply] = deque()
        #: While it is not set, requests get no answer.
        self.answers = threading.Event()
        self.answers.set()
        twin = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                twin.asked += 1
                twin.answers.wait(10)
                reply = twin.failures.popleft() if twin.failures else twin.reply(self, body)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
                self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # A worker that was killed reads no answer: that is not news.
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._server.server_address[1]
        self.api = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)
        self._thread.start()

    @property
    def keys(self) -> list[str]:
        """Every key that was acknowledged, in order."""
        return [key for each in self.told for key in each.keys]

    def reply(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        """What the real one answers."""
        raise NotImplementedError

    def close(self) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self) -> Twin:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class VarnishTwin(Twin):
    """Varnish with our rules: keys with spaces between, in one of two headers."""

    def reply(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.command != "PURGE":
            return Reply(405)
        hard, soft = request.headers.get("xkey-purge"), request.headers.get("xkey-softpurge")
        line = hard or soft or ""
        if not line or len(line) > 8000:
            return Reply(400)
        self.told.append(Told(line.split(" "), soft=not hard))
        return Reply(200)


class FastlyTwin(Twin):
    """Fastly: 401 without a token, 403 for another service's, 400 for more than 256 keys."""

    def reply(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.headers.get("Fastly-Key") != TOKEN:
            return Reply(401, body=b'{"msg":"Provided credentials are missing or invalid"}')
        if (request.command, request.path) != ("POST", f"/service/{SERVICE}/purge"):
            return Reply(403, body=b'{"msg":"You are not authorized to perform this action"}')
        keys = request.headers.get("Surrogate-Key", "").split()
        if not 0 < len(keys) <= self.most or any(len(key) > 1024 for key in keys):
            return Reply(400, body=b'{"msg":"Bad request"}')
        self.told.append(Told(keys, soft="Fastly-Soft-Purge" in request.headers))
        ids = {key: f"108-1391560174-{number}" for number, key in enumerate(keys)}
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(ids).encode())


class CloudflareTwin(Twin):
    """Cloudflare: JSON in and out, at most 100 tags a request."""

    most = 100

    def reply(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._no(403, 10000, "Authentication error")
        if (request.command, request.path) != ("POST", f"/client/v4/zones/{ZONE}/purge_cache"):
            return self._no(404, 7003, "Could not route to the zone")
        if request.headers.get("Content-Type") != "application/json":
            return self._no(400, 6006, "Invalid request headers")
        tags = json.loads(body).get("tags")
        if not isinstance(tags, list) or not 0 < len(tags) <= self.most:
            return self._no(400, 1094, "Unable to purge, tag API limit reached")
        if any(not tag.isascii() or " " in tag or "," in tag or len(tag) > 1024 for tag in tags):
            return self._no(400, 1092, "Unable to purge, invalid tag")
        self.told.append(Told(tags))
        done = {"success": True, "errors": [], "messages": [], "result": {"id": ZONE}}
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(done).encode())

    def _no(self, status: int, code: int, message: str) -> Reply:
        told = {"success": False, "errors": [{"code": code, "message": message}], "result": None}
        return Reply(status, {"Content-Type": "application/json"}, json.dumps(told).encode())
