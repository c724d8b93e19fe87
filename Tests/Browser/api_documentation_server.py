"""Serves the documentation page with descriptions of APIs, and an API that answers with what it was sent."""

import base64
import email.parser
import email.policy
import hashlib
import json
import pathlib
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

from api_documents import DOCUMENTS

PAGE = pathlib.Path(__file__).resolve().parents[2] / "Sources/MartletAPI/DocumentationPage"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
TOKEN = 'jake\'s "token" $HOME'


class Handler(BaseHTTPRequestHandler):
    """`/NAME/docs/` is the page of `/NAME/docs/openapi.json`; below `/NAME/api/` everything is echoed."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, body, content_type="application/json", **fields):
        body = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": POLICY,
            **fields,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        target = urlsplit(self.path)
        name, _, rest = target.path.lstrip("/").partition("/")
        if rest == "docs/openapi.json" and name == "broken":
            self.answer(200, '{"openapi": ')
        elif rest == "docs/openapi.json" and name in DOCUMENTS:
            self.answer(200, DOCUMENTS[name]())
        elif rest.startswith("docs/"):
            self.page(name, rest.removeprefix("docs/") or "page.html")
        elif rest.startswith("api/"):
            self.api(rest.removeprefix("api"), target, body)
        else:
            self.answer(404, {"title": "Not found"})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any

    def page(self, name, file):
        path = PAGE / file
        if path.suffix not in TYPES or path.parent != PAGE or not path.is_file():
            self.answer(404, "Not found", "text/plain")
            return
        text = path.read_text()
        if name == "versions" and file == "page.html":
            metas = "".join(
                f'<meta name="openapi" content="../../{each}/docs/openapi.json" data-version="{each}">'
                for each in ("new", "old")
            )
            text = text.replace('<meta name="openapi" content="openapi.json">', metas)
        self.answer(200, text, TYPES[path.suffix])

    def api(self, path, target, body):
        if path == "/token":
            form = dict(parse_qsl(body.decode()))
            if form.get("password") != "pa ss&wörd":
                self.answer(400, {"error": "invalid_grant", "error_description": "wrong password"})
            else:
                self.answer(200, {"access_token": TOKEN, "token_type": "bearer"})
        elif path == "/me" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.answer(
                401,
                {"type": "about:blank", "title": "Credentials are needed", "status": 401},
                "application/problem+json",
            )
        elif path == "/loans/events":
            self.events()
        elif path == "/live/events":
            self.live_events(parse_qs(target.query))
        elif path == "/live/clock":
            self.live_events({"count": ["600"], "pause": ["50"]})
        elif path == "/live/animals":
            self.live_animals()
        elif path == "/live/endless":
            self.endless()
        elif path == "/live/echo":
            self.socket(target)
        elif path == "/live/note":
            self.note(target, body)
        else:
            self.answer(200, self.echo(target, body), **{"X-Request": "7"})

    def echo(self, target, body):
        content_type = self.headers.get("Content-Type", "")
        parts = []
        if content_type.startswith("multipart/"):
            message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
                b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body
            )
            parts = [
                {
                    "name": part.get_param("name", header="content-disposition"),
                    "file": part.get_filename(),
                    "text": part.get_payload(decode=True).decode("utf-8", "replace"),
                }
                for part in message.iter_parts()
            ]
        return {
            "method": self.command,
            "path": target.path,
            "query": parse_qs(target.query, keep_blank_values=True),
            "body": body.decode("utf-8", "replace"),
            "bytes": base64.b64encode(body).decode(),
            "parts": parts,
            "type": content_type,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "big": 12345678901234567890,
        }

    def events(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for number in range(600):
                self.wfile.write(f"data: loan {number}\n\n".encode())
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass  # The reader has gone.
        self.close_connection = True

    # What Tests/APIZoo/Live.swift has too

    def stream(self, content_type, parts, **fields):
        """A stream of parts, which ends with the connection."""
        self.send_response(200)
        for name, value in {"Content-Type": content_type, "Connection": "close", **fields}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for part in parts:
                self.wfile.write(part)
                self.wfile.flush()
        except OSError:
            pass  # The reader has gone.
        self.close_connection = True

    def live_events(self, query):
        def parts():
            for number in range(1, int(query.get("count", ["3"])[0]) + 1):
                yield f'event: tick\nid: {number}\ndata: {{"number":{number}}}\n\n'.encode()
                time.sleep(int(query.get("pause", ["0"])[0]) / 1000)

        self.stream("text/event-stream", parts())

    def live_animals(self):
        lines = [json.dumps({"id": number, "name": name}) for number, name in ((1, "Rex"), (2, "Coco"))]
        if "ndjson" in self.headers.get("Accept", "").split(",")[0]:
            self.stream("application/x-ndjson", [f"{line}\n".encode() for line in lines])
        else:
            self.answer(200, f"[{','.join(lines)}]")

    def endless(self):
        """Events as fast as they are taken, with each way to end a line, cut anywhere, and one that is very long."""

        def parts():
            yield b": a comment\r\rdata: one\r"
            time.sleep(0.05)
            yield b"\ndata: two\r\nid: 7\r\n\r"
            yield b"\nretry: 4000\nid\ndata:no space\nignored: x\n\ndata: " + b"x" * 300_000 + b"\n\n"
            time.sleep(2)
            for number in range(1, 200_000):
                yield f"data: event {number}\n\n".encode()

        self.stream("text/event-stream", parts())

    def note(self, target, body):
        """A note with an entity tag, which a change has to name."""
        if self.command == "GET":
            self.answer(
                200,
                {"text": "a note"},
                **{"ETag": '"41"', "RateLimit": '"api";r=59;t=60', "Deprecation": "@1735689600", "X-Plain": "1"},
            )
        elif self.headers.get("If-Match") not in (None, '"41"'):
            problem = {"type": "about:blank", "title": "Precondition failed", "status": 412}
            self.answer(412, problem, "application/problem+json")
        else:
            self.answer(200, self.echo(target, body))

    def socket(self, target):
        """A WebSocket (RFC 6455) that says hello and repeats what it is told; `bytes` is answered with some."""
        key = self.headers.get("Sec-WebSocket-Key")
        if key is None:
            self.answer(426, {"title": "Upgrade required", "status": 426}, "application/problem+json")
            return
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        query = parse_qs(target.query)
        if query.get("name") == ["nobody"]:
            self.answer(403, {"title": "Forbidden", "status": 403}, "application/problem+json")
            return
        self.send_response(101)
        for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        self.frame(1, f"Hello, {query.get('name', ['visitor'])[0]}; cookie {self.headers.get('Cookie', '')}".encode())
        is_closing = False
        while True:
            head = self.rfile.read(2)
            if len(head) < 2:
                return
            length = head[1] & 0x7F
            if length == 126:
                length = int.from_bytes(self.rfile.read(2), "big")
            elif length == 127:
                length = int.from_bytes(self.rfile.read(8), "big")
            mask = self.rfile.read(4)
            data = bytes(byte ^ mask[index % 4] for index, byte in enumerate(self.rfile.read(length)))
            kind = head[0] & 0x0F
            if kind == 8:
                if not is_closing:
                    self.frame(8, data)
                return
            if data == b"bytes":
                self.frame(2, bytes(range(100)))
            elif data == b"bye":
                is_closing = True
                self.frame(8, (4001).to_bytes(2, "big") + b"had enough")
            elif data == b"flood":
                for number in range(2000):
                    self.frame(1, f"number {number}".encode())
            elif kind == 1:
                self.frame(1, data)

    def frame(self, kind, data):
        length = bytes([len(data)]) if len(data) < 126 else bytes([126]) + len(data).to_bytes(2, "big")
        self.wfile.write(bytes([0x80 | kind]) + length + data)
        self.wfile.flush()

    def log_message(self, *values):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        # A page that is closed takes its connections along.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serving():
    """A server on a free port of the loopback; `shutdown` ends it."""
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
