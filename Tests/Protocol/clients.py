#!/usr/bin/env python3
"""What the server does for curl and h2load, by every protocol that they speak: HTTP/1.0, HTTP/1.1, HTTP/2 over TLS and
HTTP/2 without. Arguments choose cases by a part of their names."""

import gzip
import json
import os
import re
import socket
import subprocess
import time
import zlib

import http2
from harness import LONG, Failure, Suite, connect, curl, expect, expect_in, issue, raw, require, serving, work_folder

# Name, the server's transport, curl's option, the version that it reports.
PROTOCOLS = [
    ("HTTP/1.0", "plain", "--http1.0", "1.0"),
    ("HTTP/1.1", "plain", "--http1.1", "1.1"),
    ("HTTP/1.1 over TLS", "tls", "--http1.1", "1.1"),
    ("HTTP/2 over TLS", "tls", "--http2", "2"),
    ("HTTP/2 by prior knowledge", "h2c", "--http2-prior-knowledge", "2"),
]


class Client:
    """curl with the option for one protocol."""

    def __init__(self, server, option, version):
        self.server, self.option, self.version = server, option, version
        self.is_http2 = version == "2"
        # curl 7.88 cannot use a connection again that it began by prior knowledge, to whichever server.
        self.reuses = option != "--http2-prior-knowledge"

    def __call__(self, path, *options, **rest):
        answer = curl(self.server, path, self.option, *options, **rest)
        if answer.exit == 0:
            # A server answers HTTP/1.0 with its own highest version of the same major one (RFC 9110 §2.5).
            expect(answer.version, "1.1" if self.version == "1.0" else self.version, "the version")
        return answer

    def status(self, wanted, path, *options, **rest):
        answer = self(path, *options, **rest)
        expect(answer.status, wanted, f"the status of {path[:80]} ({answer.errors.strip()}; {answer.text[:100]!r})")
        return answer


# MARK: Cases that hold whatever the protocol

def get(client):
    answer = client.status(200, "/")
    expect(answer.text, "Hello")
    expect(answer.field("content-length"), "5", "Content-Length")
    expect(answer.field("content-type"), "text/plain; charset=utf-8", "Content-Type")
    if not re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.field("date") or ""):
        raise Failure(f"Date is {answer.field('date')!r}")


def head(client):
    answer = client.status(200, "/", "--head")
    expect((answer.field("content-length"), answer.downloaded), ("5", 0), "length and content")
    answer = client.status(200, "/chunked/100000", "--head")
    expect(answer.downloaded, 0, "the content of a stream")
    client.status(404, "/nothing", "--head")


def options(client):
    answer = client.status(204, "/items/1", "-X", "OPTIONS")
    expect(answer.field("allow"), "DELETE, GET, HEAD, OPTIONS", "Allow")
    if not client.is_http2:
        client.status(204, "/", "-X", "OPTIONS", "--request-target", "*")


def wrong_method(client):
    answer = client.status(405, "/items/1", "-X", "POST", "-d", "a")
    expect(answer.field("allow"), "DELETE, GET, HEAD, OPTIONS", "Allow")


def missing(client):
    client.status(404, "/nothing")
    client.status(404, "/items/none")


def without_content(client):
    answer = client.status(204, "/items/1", "-X", "DELETE")
    expect((answer.content, answer.field("content-length"), answer.field("transfer-encoding")), (b"", None, None))
    answer = client.status(304, "/not-modified")
    expect((answer.content, answer.field("etag")), (b"", '"1"'))


def keep_alive(client):
    if not client.reuses:
        return
    server = client.server
    urls = [part for number in range(5) for part in ("-o", "/dev/null", f"{server.url}/items/{number}")]
    keep = ["-H", "Connection: keep-alive"] if client.version == "1.0" else []
    answer = client(None, *keep, *urls)
    expect(answer.exit, 0, answer.errors)
    # curl says of the last of the transfers whether it needed a new connection.
    expect(answer.connections, 0, "new connections of the last request")
    answer = client(None, *keep, "-d", "{", f"{server.url}/json", *urls)
    expect(answer.connections, 0, "new connections behind a refused body")


def closing(client):
    if client.is_http2:
        return
    answer = client("/", "-H", "Connection: close")
    expect(answer.field("connection"), "close", "Connection")


def json_echo(client):
    typed = ["-H", "Content-Type: application/json"]
    answer = client.status(200, "/json", *typed, "-d", '{"title": "Für Elise"}')
    expect(json.loads(answer.text), {"title": "Für Elise"})
    client.status(400, "/json", *typed, "-d", '{"title": ')
    client.status(422, "/json", *typed, "-d", '{"title": 1}')
    client.status(415, "/json", "-H", "Content-Type: text/plain", "-d", '{"title": "a"}')


def form(client):
    answer = client.status(200, "/form", "--data-urlencode", "name=Jürgen & Co", "-d", "age=41")
    expect(answer.text, "Jürgen & Co is 41")
    client.status(422, "/form", "-d", "name=a&age=b")
    expect(client.status(200, "/form", "-F", "name=a", "-F", "age=1").text, "a is 1", "a multipart form")
    client.status(415, "/form", "-H", "Content-Type: text/plain", "-d", "name=a&age=1")


def echo(client, folder):
    for size in [0, 1, 1000, 65535, 65536, 65537, 1 << 20]:
        (folder / "body").write_bytes(os.urandom(size))
        answer = client.status(200, "/echo", "--data-binary", f"@{folder}/body")
        if answer.content != (folder / "body").read_bytes():
            raise Failure(f"{size} bytes came back changed: {len(answer.content)} bytes")


def refused(client, *options):
    """The answer to content that the server does not read to its end."""
    for _ in range(5):
        answer = client("/echo", *options)
        # Over HTTP/2 the answer is followed by a reset (RFC 9113 §8.1), and curl 7.88 drops both when they arrive together
        # while it sends.
        if not (client.is_http2 and answer.exit == 92 and answer.status == 0):
            break
    return answer


def too_large(client, folder):
    (folder / "body").write_bytes(bytes((1 << 20) + 1))
    answer = refused(client, "--data-binary", f"@{folder}/body")
    expect(answer.status, 413, f"one byte past the limit ({answer.errors.strip()})")
    (folder / "body").write_bytes(bytes(8 << 20))
    for expectation in ["Expect:", "Expect: 100-continue"]:
        answer = refused(client, "--data-binary", f"@{folder}/body", "-H", expectation)
        expect(answer.status, 413, f"{expectation} ({answer.errors.strip()})")


def long_target(client):
    expect(client.status(200, "/target/" + "a" * 8000).text, "/target/" + "a" * 8000 + " " + "a" * 8000)
    client.status(414, "/target/" + "a" * 8400)


def large_fields(client):
    answer = client.status(200, "/fields", "-H", "X-A: " + "a" * 12_000)
    expect_in("x-a: " + "a" * 12_000 + "\n", answer.text, "the fields that arrived")
    answer = client.status(200, "/large-fields/15000")
    expect([answer.field(f"x-large-{n}") for n in (0, 14)], ["v" * 1000] * 2, "large fields of the response")
    # HTTP/2 responses carry their fields in one frame.
    client.status(500 if client.is_http2 else 200, "/large-fields/40000")


def too_many_fields(client):
    many = [option for number in range(90) for option in ("-H", f"X-{number}: {number}")]
    client.status(200, "/fields", *many)
    client.status(431, "/fields", *many, *[option for number in range(20) for option in ("-H", f"Y-{number}: 1")])


def too_large_fields(client):
    large = [option for number in range(4) for option in ("-H", f"X-{number}: " + "a" * 9_000)]
    answer = client("/fields", *large)
    # Until a client has acknowledged the server's settings, SwiftNIO ends an HTTP/2 connection past 16 KiB.
    if not (client.is_http2 and answer.exit in (16, 18, 56, 92)):
        expect(answer.status, 431, f"the status ({answer.errors.strip()})")
    client.status(200, "/")


def cookies(client, folder):
    jar = folder / "jar"
    jar.unlink(missing_ok=True)
    answer = client.status(200, "/cookies", "-c", jar)
    expect(answer.text, "", "cookies of the first request")
    secure = "; Secure" if client.server.transport == "tls" else ""
    expect(
        answer.values("set-cookie"),
        [f"first=1; Path=/{secure}; HttpOnly; SameSite=Lax", f"second=2; Path=/cookies{secure}; HttpOnly; SameSite=Lax"],
        "Set-Cookie",
    )
    answer = client.status(200, "/cookies", "-b", jar)
    expect(sorted(answer.text.split()), ["first=1", "second=2"], "cookies of the second request")


def redirects(client):
    answer = client.status(303, "/redirect")
    expect(answer.field("location"), "/", "Location")
    if client.reuses:
        expect(client.status(200, "/redirect", "-L").text, "Hello")
    answer = client.status(308, "/elsewhere?a=1")
    expect(answer.field("location"), "/elsewhere/?a=1", "Location")


def malformed_target(client):
    for target in ["/target/%zz", "/target/%ff", "/target/a%00b", "/target/../secret", "/target/%2e%2e/secret"]:
        client.status(400, target, "--path-as-is")


def failing(client):
    answer = client.status(500, "/fails")
    if "NothingWorks" in answer.text:
        raise Failure(f"the response tells about the error: {answer.text}")
    client.status(500, "/early-hints")


def upload(client, folder):
    with open(folder / "body", "wb") as body:
        body.truncate(20 << 20)
    answer = client.status(200, "/upload", "-T", folder / "body")
    expect(answer.text, str(20 << 20))
    if client.version != "1.0":
        with open(folder / "body", "rb") as body:
            answer = client.status(200, "/upload", "-T", "-", stdin=body)
        expect(answer.text, str(20 << 20), "an upload of unknown length")


def download(client, folder):
    size = 20 << 20
    answer = client.status(200, f"/download/{size}", discard=True)
    expect((answer.downloaded, answer.field("content-length")), (size, str(size)), "a stream of known length")
    answer = client.status(200, f"/chunked/{size}", discard=True)
    expect((answer.downloaded, answer.field("content-length")), (size, None), "a stream of unknown length")
    answer = client.status(200, "/memory/5000000")
    expect(answer.content, b"m" * 5_000_000)
    answer = client.status(200, "/file")
    if answer.content != (folder / "download").read_bytes():
        raise Failure(f"the file came back changed: {len(answer.content)} bytes")


def parts(client, folder):
    whole = (folder / "download").read_bytes()
    for asked, part, where in [("10-19", whole[10:20], f"10-19/{len(whole)}"),
                               ("-5", whole[-5:], f"{len(whole) - 5}-{len(whole) - 1}/{len(whole)}")]:  # fmt: skip
        answer = client.status(206, "/document", "-r", asked)
        expect((answer.content, answer.field("content-range")), (part, f"bytes {where}"), f"the part {asked}")
    answer = client.status(206, "/document", "-r", "0-9,20-29")
    expect_in("multipart/byteranges", answer.field("content-type"), "Content-Type of several parts")
    for part in [whole[:10], whole[20:30]]:
        expect_in(part, answer.content, "several parts")
    answer = client.status(416, "/document", "-r", f"{len(whole)}-")
    expect(answer.field("content-range"), f"bytes */{len(whole)}", "Content-Range of a part that is not there")


def conditions(client, folder):
    size = (folder / "download").stat().st_size
    answer = client.status(200, "/document", "--head")
    while answer.field("etag").startswith("W/"):  # until the file has rested for a moment
        time.sleep(0.2)
        answer = client.status(200, "/document", "--head")
    tag, date = answer.field("etag"), answer.field("last-modified")
    for field in [f"If-None-Match: {tag}", "If-None-Match: *", f"If-Modified-Since: {date}"]:
        answer = client.status(304, "/document", "-H", field)
        expect((answer.downloaded, answer.field("etag")), (0, tag), field)
    client.status(412, "/document", "-H", 'If-Match: "another"')
    client.status(412, "/document", "-H", "If-Unmodified-Since: Mon, 01 Jan 2024 00:00:00 GMT")
    for fields in [['If-None-Match: "another"'], [f"If-Match: {tag}"], ['If-Range: "another"', "Range: bytes=0-9"]]:
        options = [word for field in fields for word in ("-H", field)]
        expect(client.status(200, "/document", *options, discard=True).downloaded, size, f"the content for {fields}")
    client.status(206, "/document", "-H", f"If-Range: {tag}", "-H", "Range: bytes=0-9")


def compressed(client):
    plain = client.status(200, "/compressed")
    expect((plain.field("content-encoding"), len(plain.content)), (None, 44_000), "content for who asks for nothing")
    for coding, read in [("gzip", gzip.decompress), ("deflate", zlib.decompress)]:
        answer = client.status(200, "/compressed", "-H", f"Accept-Encoding: {coding}")
        expect((answer.field("content-encoding"), answer.field("vary")), (coding, "Accept-Encoding"), "the fields")
        expect(read(answer.content), plain.content, f"the content by {coding}")
    expect(client.status(200, "/compressed", "--compressed").content, plain.content, "what curl itself reads")
    answer = client.status(200, "/picture", "-H", "Accept-Encoding: gzip")
    expect((answer.field("content-encoding"), answer.content), (None, plain.content), "what is compressed already")


def compressed_body(client, folder):
    body = folder / "body"
    for status, coding, content in [
        (200, "gzip", gzip.compress(b"a" * 100_000)), (200, "deflate", zlib.compress(b"a" * 100_000)),
        (413, "gzip", gzip.compress(bytes(64 << 20))), (400, "gzip", b"nonsense"), (415, "br", b"a"),
    ]:  # fmt: skip
        body.write_bytes(content)
        answer = client.status(status, "/inflate", "--data-binary", f"@{body}", "-H", f"Content-Encoding: {coding}")
        if status == 200:
            expect(answer.text, "100000", "the bytes that the handler got")


def events(client):
    answer = client.status(200, "/events", "--no-buffer")
    expect(answer.field("content-type"), "text/event-stream", "Content-Type")
    expect(answer.text, "event: tick\ndata: 1\n\nevent: tick\ndata: 2\n\n")


def response_trailers(client):
    answer = client("/chunked/10", "-v")
    expect(answer.exit, 0, answer.errors)
    if client.version != "1.0":
        expect_in("x-bytes: 10", answer.head.lower(), "what curl takes for heads, trailers included")


def broken_off(client):
    answer = client("/breaks-off")
    if client.is_http2:
        # The stream's reset may come with its head, which curl then passes over.
        return expect(answer.exit, 92, f"curl's exit status ({answer.errors.strip()})")
    expect(answer.status, 200)
    # Without chunks and without a length, the end of an HTTP/1.0 connection is the end of the content.
    if client.version != "1.0" and answer.exit == 0:
        raise Failure("curl takes a response that was broken off for a whole one")


def continues(client, folder):
    if client.version == "1.0":
        return
    (folder / "body").write_bytes(b"a" * 100_000)
    start = time.monotonic()
    answer = client.status(200, "/echo", "--data-binary", f"@{folder}/body", "-H", "Expect: 100-continue",
                           "--expect100-timeout", "15")  # fmt: skip
    expect(len(answer.content), 100_000, "bytes that came back")
    if time.monotonic() - start > 10:
        raise Failure("no 100 Continue came: curl sent the content after its own time-out")
    answer = client.status(403, "/refused", "--data-binary", f"@{folder}/body", "-H", "Expect: 100-continue",
                           "--expect100-timeout", "15")  # fmt: skip
    if " 100" in answer.head:
        raise Failure(f"a body that is refused was asked for: {answer.head}")
    client.status(417, "/echo", "-d", "a", "-H", "Expect: nonsense")


def slow_handlers(client):
    expect(client.status(200, "/slow/300").text, "slow")


ALIKE = [get, head, options, wrong_method, missing, without_content, keep_alive, closing, json_echo, form, echo,
         too_large, long_target, large_fields, too_many_fields, too_large_fields, cookies, redirects, malformed_target,
         failing, upload, download, parts, conditions, compressed, compressed_body, events, response_trailers, broken_off, continues, slow_handlers]  # fmt: skip


# MARK: Cases of one protocol

def request_trailers(server, _):
    answer = raw(server, b"PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                 b"Trailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n")  # fmt: skip
    expect_in(b"\r\n\r\n5 x-sum=42", answer)


def pipelining(server, _):
    wanted = [b"item %d" % number for number in range(200)]
    requests = b"".join(b"GET /items/%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(199))
    answer = raw(server, requests + b"GET /items/199 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    expect(re.findall(rb"item \d+", answer), wanted, "the answers' order")


def refused_upgrade(server, _):
    answer = curl(server, "/", "--http2")
    expect((answer.status, answer.version), (200, "1.1"), "an h2c upgrade, which RFC 9113 has dropped")


def bare_http10(server, _):
    expect_in(b"\r\n\r\nHello", raw(server, b"GET / HTTP/1.0\r\n\r\n"))


def unix_socket(_, folder):
    path = folder / "socket"
    with serving(folder, test_socket=path) as server:
        for option, version in [("--http1.1", "1.1"), ("--http1.0", "1.1")]:
            answer = curl(server, "http://app.example/connection", option, "--unix-socket", path)
            expect((answer.status, answer.version, answer.text), (200, version, "http app.example - -"))
    # A socket file that a crashed server left behind is no obstacle.
    left_over = socket.socket(socket.AF_UNIX)
    path.unlink(missing_ok=True)
    left_over.bind(str(path))
    left_over.close()
    with serving(folder, transport="h2c", test_socket=path) as server:
        answer = curl(server, "http://app.example/", "--http2-prior-knowledge", "--unix-socket", path)
        expect((answer.status, answer.version, answer.text), (200, "2", "Hello"))


# Puts a socket at descriptor 3 and becomes the server, as systemd does for a service with a socket unit.
ACTIVATE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()) if sys.argv[2] == "mine" else "1")
os.execv(sys.argv[3], sys.argv[3:])
"""


def inherited_socket(_, folder):
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        listening.set_inheritable(True)
        port = listening.getsockname()[1]
        activate = ["python3", "-c", ACTIVATE, str(listening.fileno())]
        with serving(folder, arguments=[*activate, "mine"]) as server:
            expect(server.port, port, "the port")
            expect(curl(server, "/").text, "Hello")
            # The socket outlives the server: whoever connects in between is served by the next one.
            server.stop()
            waiting = connect(server)
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        with serving(folder, arguments=[*activate, "mine"]):
            expect_in(b"\r\n\r\nHello", waiting.recv(65536))
            waiting.close()
        with serving(folder, arguments=[*activate, "another"]) as server:
            if server.port == port:
                raise Failure("the server took a socket that was meant for another process")


def proxies(_, folder):
    told = ["-H", "X-Forwarded-For: 203.0.113.9", "-H", "X-Forwarded-Proto: https", "-H", "X-Forwarded-Host: shop.example"]
    for transport, option in [("plain", "--http1.1"), ("h2c", "--http2-prior-knowledge")]:
        with serving(folder, transport=transport) as server:
            expect(curl(server, "/connection", option, *told).text, f"http localhost:{server.port} 127.0.0.1 -")
        with serving(folder, transport=transport, test_proxies="127.0.0.0/8") as server:
            expect(curl(server, "/connection", option, *told).text, "https shop.example 203.0.113.9 -")


def tls_versions(server, _):
    old = curl(server, "/", "--tlsv1.0", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")
    expect((old.exit, old.status), (35, 0), f"TLS 1.1 ({old.errors.strip()})")
    for version in ["1.2", "1.3"]:
        answer = curl(server, "/", f"--tlsv{version}", "--tls-max", version)
        expect(answer.text, "Hello", f"TLS {version} ({answer.errors.strip()})")


def alpn(server, _):
    expect(http2.negotiated(server, ["h2", "http/1.1"])[0], "h2")
    expect(http2.negotiated(server, ["http/1.1", "h2"])[0], "h2", "the server's own order")
    expect(http2.negotiated(server, ["http/1.1"])[0], "http/1.1")
    # Nobody speaks it: the connection goes on without an agreement, by HTTP/1.1.
    expect(http2.negotiated(server, ["gopher/1"])[0], None)
    expect(curl(server, "/", "--no-alpn").version, "1.1")
    expect_in("TLSv1.3", http2.negotiated(server, ["h2"])[1])


def plain_to_tls(server, _):
    raw(server, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    expect(curl(server, "/").text, "Hello")


def mutual_tls(_, folder):
    with serving(folder, transport="tls", test_clients="true") as server:
        identity = ["--cert", folder / "client.pem", "--key", folder / "client.key"]
        for option in ["--http1.1", "--http2"]:
            answer = curl(server, "/connection", option, *identity)
            expect(answer.text, f"https localhost:{server.port} 127.0.0.1 ada", answer.errors)
            unknown = curl(server, "/connection", option)
            expect(unknown.status, 0, "the status for a client without a certificate")


def serial(server):
    shown = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}"], stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=30).stdout  # fmt: skip
    return subprocess.run(["openssl", "x509", "-noout", "-serial"], input=shown, capture_output=True).stdout


def renewed_certificate(_, folder):
    with serving(folder, transport="tls") as server:
        # A connection from before goes on with the certificate that it began with.
        first = serial(server)
        issue(folder, "server", "localhost")
        deadline = time.monotonic() + 10
        while serial(server) == first:
            if time.monotonic() > deadline:
                raise Failure("the renewed certificate is not used")
            time.sleep(0.2)
        second = serial(server)
        good = (folder / "server.pem").read_text()
        (folder / "server.pem").write_text("nonsense")
        time.sleep(1.2)
        expect(serial(server), second, "the certificate after a broken one")
        expect(curl(server, "/connection").status, 0 if second == b"" else 200)
        (folder / "server.pem").write_text(good)
        expect_in("the old one stays", server.log(), "the log")


def many_streams(server, _, requests, clients, streams, path="/"):
    option = [] if server.transport == "tls" or server.transport == "h2c" else ["--h1"]
    command = ["h2load", "-n", str(requests), "-c", str(clients), "-m", str(streams), *option, f"{server.url}{path}"]
    output = subprocess.run(command, capture_output=True, timeout=280).stdout.decode()
    # What h2load counts, without its progress.
    output = output[output.find("finished in") :]
    expect_in(f"{requests} succeeded, 0 failed, 0 errored, 0 timeout", output, "what h2load counts")
    expect_in(f"status codes: {requests} 2xx", output, "what h2load counts")
    return re.search(r"finished in [^,]+, ([\d.]+) req/s", output).group(0)


def http2_trailers(server, _):
    with http2.Connection(server) as connection:
        connection.request(1, "/upload", "PUT", ends=False)
        connection.send(http2.frame(http2.DATA, 0, 1, b"hello"))
        trailers = http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 1, http2.field("x-sum", "42"))
        connection.send(trailers)
        expect(connection.response(1), (200, b"5 x-sum=42"))


def http2_without_authority(server, _):
    block = b"".join(http2.field(*pair) for pair in [(":method", "GET"), (":scheme", "http"), (":path", "/")])
    with http2.Connection(server) as connection:
        connection.send(http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 1, block))
        frames = connection.frames_until(lambda f: f[0] == http2.RST_STREAM)
        expect(frames[-1][2], 1, "the stream that is reset because it names no host")
        connection.request(3)
        expect(connection.response(3), (200, b"Hello"), "the next stream")


def http2_large_heads(server, _):
    with http2.Connection(server) as connection:
        connection.request(1)
        expect(connection.response(1), (200, b"Hello"))
        connection.send(http2.frame(http2.SETTINGS, http2.ACK))
        fields = [(f"x-{number}", "a" * 9_000) for number in range(4)]
        for stream, path, fields, wanted in [
            (3, "/", fields[:3], 200), (5, "/", fields, 431), (7, "/", [("x-a", "1")] * 99, 200),
            (9, "/", [("x-a", "1")] * 100, 431), (11, "/target/" + "a" * 8_184, (), 200),
            (13, "/target/" + "a" * 8_185, (), 414), (15, "/", (), 200),
        ]:  # fmt: skip
            connection.request(stream, path, fields=fields)
            expect(connection.response(stream)[0], wanted, f"the status of stream {stream}")


def http2_upload_window(server, _):
    """A window of 64 KiB would hold an upload to 64 KiB a round trip."""
    with http2.Connection(server) as connection:
        connection.request(1, "/upload", "PUT", ends=False)
        connection.send(http2.frame(http2.DATA, 0, 1, bytes(16_000)))
        stream, whole = 0, 65_535
        while stream < 1 << 20 or whole < 1 << 20:
            kind, flags, number, payload = connection.next_frame(10)
            if kind == http2.SETTINGS and not flags & http2.ACK:
                pairs = [payload[i : i + 6] for i in range(0, len(payload), 6)]
                stream = {int.from_bytes(p[:2], "big"): int.from_bytes(p[2:], "big") for p in pairs}[4]
            if kind == http2.WINDOW_UPDATE and number == 0:
                whole += int.from_bytes(payload, "big")
        connection.send(http2.frame(http2.DATA, http2.END_STREAM, 1))
        expect(connection.response(1), (200, b"16000"))


LOAD = 20_000 if LONG else 2_000
SINGLE = {
    "plain": [
        ("request trailers", request_trailers), ("200 pipelined requests", pipelining),
        ("an h2c upgrade is not taken up", refused_upgrade), ("HTTP/1.0 without any field", bare_http10),
        ("h2load, 64 connections of HTTP/1.1", lambda s, f: many_streams(s, f, LOAD, 64, 1)),
    ],
    "tls": [
        ("TLS 1.2 and 1.3 only", tls_versions), ("ALPN", alpn), ("plain HTTP to a TLS port", plain_to_tls),
        ("h2load, 10 connections of 50 streams", lambda s, f: many_streams(s, f, LOAD, 10, 50)),
    ],
    "h2c": [
        ("request trailers", http2_trailers), ("a request without :authority", http2_without_authority),
        ("limits of heads", http2_large_heads), ("windows for uploads", http2_upload_window),
        ("h2load, 10 connections of 100 streams", lambda s, f: many_streams(s, f, LOAD, 10, 100)),
        ("h2load, slow handlers", lambda s, f: many_streams(s, f, LOAD // 4, 4, 100, "/slow/20")),
        ("h2load, downloads", lambda s, f: many_streams(s, f, LOAD // 20, 4, 20, "/chunked/300000")),
    ],
}  # fmt: skip
ALONE = [
    ("a Unix socket", unix_socket), ("an inherited socket", inherited_socket), ("proxies that are trusted", proxies),
    ("mutual TLS", mutual_tls), ("a renewed certificate", renewed_certificate),
]  # fmt: skip


def main():
    require("curl", "h2load", "openssl")
    suite = Suite()
    with work_folder() as folder:
        (folder / "download").write_bytes(os.urandom(3 << 20))
        for transport in ["plain", "tls", "h2c"]:
            with serving(folder, transport=transport) as server:
                for name, needed, option, version in PROTOCOLS:
                    if needed != transport:
                        continue
                    client = Client(server, option, version)
                    for case in ALIKE:
                        arguments = [client, folder][: case.__code__.co_argcount]
                        suite.run(f"{name}: {case.__name__.replace('_', ' ')}", case, *arguments)
                for name, case in SINGLE[transport]:
                    suite.run(f"{transport}: {name}", case, server, folder)
        for name, case in ALONE:
            suite.run(name, case, None, folder)
    suite.finish()


if __name__ == "__main__":
    main()
