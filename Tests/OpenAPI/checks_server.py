"""A small API over a dictionary, in two kinds: one that does what checks.yml says, and one (`--broken`) that does not.

    python3 Tests/OpenAPI/checks_server.py PORT [--broken]
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BROKEN = "--broken" in sys.argv
NOTES = {}


class Refused(Exception):
    def __init__(self, status, title):
        self.status = status
        self.title = title


def integer(text, lowest):
    if not re.fullmatch(r"-?[0-9]{1,15}", text) or int(text) < lowest:
        raise Refused(422, "not a number that is allowed")
    return int(text)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    METHODS = {"/notes": "GET, POST", "/notes/{id}": "GET, DELETE"}

    def answer(self, status, value=None, content_type="application/json", **fields):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        if value is not None:
            self.send_header("Content-Type", content_type)
        for name, text in fields.items():
            self.send_header(name, text)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = urlsplit(self.path)
        path = "/notes" if target.path == "/notes" else "/notes/{id}" if target.path.startswith("/notes/") else None
        try:
            if path is None:
                raise Refused(404, "there is nothing")
            if self.command not in self.METHODS[path].split(", "):
                return self.answer(405, {"title": "not this method"}, "application/problem+json", Allow=self.METHODS[path])
            if path == "/notes":
                self.all(target, body)
            else:
                self.one(unquote(target.path.removeprefix("/notes/")))
        except Refused as refused:
            self.answer(refused.status, {"title": refused.title}, "application/problem+json")

    def all(self, target, body):
        if self.command == "GET":
            query = parse_qs(target.query, keep_blank_values=True)
            limit = integer(query.get("limit", ["20"])[-1], 1)
            return self.answer(200, list(NOTES.values())[:limit])
        if (self.headers.get("Content-Type") or "").split(";")[0].strip().lower() != "application/json":
            raise Refused(415, "not JSON")
        try:
            note = json.loads(body)
        except ValueError:
            raise Refused(400, "broken JSON")
        text = note.get("text") if isinstance(note, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= 20:
            if not BROKEN:
                raise Refused(422, "no text")
            # Undescribed, and not what a server should say of a wrong request.
            return self.answer(500, {"trace": "text"})
        number = len(NOTES) + 1
        NOTES[number] = {"id": str(number) if BROKEN else number, "text": text}
        self.answer(201, NOTES[number])

    def one(self, text):
        number = integer(text, 1)
        if number not in NOTES:
            raise Refused(404, "no such note")
        if self.command == "GET":
            return self.answer(200, NOTES[number])
        del NOTES[number]
        self.answer(204)

    def log_message(self, *arguments):
        pass

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = do_QUERY = handle_any

    def __getattr__(self, name):
        # Methods that nobody knows are answered like those that a path does not take.
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
