"""Serves the documentation page with descriptions of APIs, and an API that answers with what it was sent."""

import base64
import email.parser
import email.policy
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
