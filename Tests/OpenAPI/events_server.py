"""A server of events for the tests of clients: one event at once, then a sign of life ten times a second, without an end.

GET /left says how many of its listeners have gone away.
"""
import http.server
import sys
import threading
import time

lock = threading.Lock()
left = 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Connection", "close")
        if self.path != "/payments/events":
            with lock:
                body = str(left).encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            self.wfile.write(b"id: 1\ndata: first\n\n")
            for _ in range(600):
                self.wfile.write(b":\n\n")
                time.sleep(0.1)
        except OSError:
            with lock:
                globals()["left"] += 1


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
