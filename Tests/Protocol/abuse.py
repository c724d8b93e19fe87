#!/usr/bin/env python3
"""Clients that mean harm or have broken down: after each, the next client is served, and memory stays bounded."""

import contextlib
import os
import resource
import socket
import struct
import threading
import time

import http2
from harness import (
    LONG, MIB, Failure, Suite, connect, curl, expect, expect_at_most, expect_in, raw, read_all, require, serves_next_client,
    serving, work_folder,
)

# What an attack may add to the server's memory, in MiB.
GROWTH = 64


@contextlib.contextmanager
def bounded(server, growth=GROWTH):
    """Fails when the server's peak grows by more than that in the block, or the next client is not served after it."""
    serves_next_client(server)
    before = server.status_in_megabytes("VmRSS")
    yield
    serves_next_client(server)
    expect_at_most(round(server.status_in_megabytes("VmHWM") - before), growth, "growth of the peak in MiB")


def send_all(connection, data):
    """Sends until the server has had enough; returns whether it took everything."""
    with contextlib.suppress(OSError):
        connection.sendall(data)
        return True
    return False


# MARK: HTTP/2

def rapid_reset(server, _):
    """CVE-2023-44487: streams that are opened and reset at once cost the server what they do not cost the client."""
    with bounded(server), http2.Connection(server) as connection:
        sent = 0
        for start in range(0, 10_000, 100):
            burst = b"".join(
                http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 2 * number + 1, http2.head("/slow/5000"))
                + http2.frame(http2.RST_STREAM, 0, 2 * number + 1, struct.pack(">I", http2.CANCEL))
                for number in range(start, start + 100)
            )
            if not send_all(connection.socket, burst):
                break
            sent = start + 100
            serves_next_client(server)
        expect_calm(connection)
    return f"cut off by {sent} streams"


def expect_calm(connection, within=20):
    """The connection ends by GOAWAY with ENHANCE_YOUR_CALM, or is gone already."""
    frames = connection.frames_until_closed(within)
    errors = {int.from_bytes(f[3][4:8], "big") for f in frames if f[0] == http2.GOAWAY}
    if errors and http2.ENHANCE_YOUR_CALM not in errors:
        raise Failure(f"GOAWAY with {errors}, not with {http2.ENHANCE_YOUR_CALM}")


def made_you_reset(server, _):
    """CVE-2025-8671: frames that break the rules of a stream make the server reset it."""
    with bounded(server), http2.Connection(server) as connection:
        for number in range(2_000):
            burst = http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 2 * number + 1, http2.head("/slow/5000"))
            burst += http2.frame(http2.WINDOW_UPDATE, 0, 2 * number + 1, bytes(4))
            if not send_all(connection.socket, burst):
                break
        expect(connection.is_closed(), True, "whether the connection was closed")


def continuation_flood(server, _):
    """CVE-2024-27316: a header block without end."""
    with bounded(server, 16), http2.Connection(server) as connection:
        block = http2.field("x-large", "a" * 16_000)
        connection.send(http2.frame(http2.HEADERS, 0, 1, http2.head()))
        for _ in range(2_000):
            if not send_all(connection.socket, http2.frame(http2.CONTINUATION, 0, 1, block)):
                break
        expect(connection.is_closed(), True, "whether the connection was closed")
    with bounded(server, 16), http2.Connection(server) as connection:
        connection.send(http2.frame(http2.HEADERS, 0, 1, http2.head()))
        send_all(connection.socket, http2.frame(http2.CONTINUATION, 0, 1) * 10_000)
        expect(connection.is_closed(), True, "whether the connection of empty frames was closed")


def header_bomb(server, _):
    """A small block that refers to one large field of the dynamic table many times."""
    with bounded(server, 16), http2.Connection(server) as connection:
        large = b"\x40" + http2.integer(1, 7) + b"x" + http2.integer(4_000, 7) + b"a" * 4_000
        connection.request(1)
        connection.response(1)
        connection.send(http2.frame(http2.SETTINGS, http2.ACK))
        # 62 is the newest entry of the table, and one byte in a block.
        flags = http2.END_HEADERS | http2.END_STREAM
        connection.send(http2.frame(http2.HEADERS, flags, 3, http2.head() + large + b"\xbe" * 12_000))
        expect(connection.is_closed(), True, "whether the connection was closed")


def settings_flood(server, _):
    with bounded(server, 16), http2.Connection(server) as connection:
        for _ in range(100):
            if not send_all(connection.socket, http2.frame(http2.SETTINGS, payload=struct.pack(">HI", 4, 65_535)) * 1_000):
                break
        expect_calm(connection)


def ping_flood(server, _):
    with bounded(server, 16), http2.Connection(server) as connection:
        for _ in range(100):
            if not send_all(connection.socket, http2.frame(http2.PING, payload=bytes(8)) * 1_000):
                break
        expect_calm(connection)


def empty_frames(server, _):
    with bounded(server, 16), http2.Connection(server) as connection:
        connection.request(1, "/echo", "POST", ends=False)
        send_all(connection.socket, http2.frame(http2.DATA, 0, 1) * 10_000)
        expect_calm(connection)


def too_many_streams(server, _):
    """A client that keeps to no number of streams."""
    with bounded(server), http2.Connection(server) as connection:
        for number in range(2_000):
            if not send_all(connection.socket, http2.frame(
                http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 2 * number + 1, http2.head("/slow/3000"))):  # fmt: skip
                break
        expect(connection.is_closed(), True, "whether the connection was closed")


def malformed_frames(server, _):
    cases = {
        "a preface that goes wrong": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"GET / HTTP/1.1\r\n\r\n" * 20,
        "a frame of 16 MiB": b"\xff\xff\xff\0\0\0\0\0\1",
        "SETTINGS on a stream": http2.frame(http2.SETTINGS, 0, 1),
        "DATA on no stream": http2.frame(http2.DATA, 0, 0, b"a"),
        "HPACK that is none": http2.frame(http2.HEADERS, 5, 1, b"\xff\xff\xff\xff\xff\xff\xff"),
        "CONTINUATION of nothing": http2.frame(http2.CONTINUATION, 4, 1, http2.head()),
        "a window past 31 bits": http2.frame(http2.WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2,
        "a PUSH_PROMISE from a client": http2.frame(5, 4, 1, struct.pack(">I", 2) + http2.head()),
    }
    for name, data in cases.items():
        with http2.Connection(server) as connection:
            if name.startswith("a preface"):
                connection.socket.close()
                connection.socket = connect(server)
            send_all(connection.socket, data)
            expect(connection.is_closed(), True, f"whether {name} closed the connection")
        serves_next_client(server)


def malformed_streams(server, _):
    """What is wrong with one request ends one stream; the others of the connection go on."""
    good = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "localhost")]
    cases = {
        "no :path": [good[0], good[1], good[3]],
        "an empty :path": [good[0], good[1], (":path", ""), good[3]],
        "two :method": [good[0], *good],
        "a field in capitals": [*good, ("X-Big", "1")],
        "a field of connections": [*good, ("connection", "close")],
        "a line break in a value": [*good, ("x-a", "1\r\nx-b: 2")],
        "a NUL in a value": [*good, ("x-a", "1\0")],
        "an unknown pseudo field": [(":nonsense", "1"), *good],
        "a pseudo field behind others": [*good[:3], ("x-a", "1"), good[3]],
        "a status": [(":status", "200"), *good],
    }
    with http2.Connection(server) as connection:
        stream = 1
        for name, fields in cases.items():
            block = b"".join(http2.field(*pair) for pair in fields)
            connection.send(http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, block))
            frames = connection.frames_until(lambda f: f[2] == stream and f[0] in (http2.RST_STREAM, http2.HEADERS))
            if not frames or frames[-1][0] == http2.HEADERS and http2.status(frames[-1][3]) != 400:
                raise Failure(f"{name}: expected a reset or a 400, got {frames}")
            connection.request(stream + 2)
            expect(connection.response(stream + 2), (200, b"Hello"), f"the stream behind {name}")
            stream += 4


def slow_windows(folder):
    """Clients that ask for much and take nothing, or a byte at a time, do not keep it in memory for ever."""
    with serving(folder, transport="h2c", test_idle_time="2s") as server, bounded(server, 160):
        connections = [http2.Connection(server, settings=[(4, 0)]) for _ in range(4)]
        for connection in connections:
            for number in range(10):
                connection.request(2 * number + 1, "/memory/3000000")
        deadline = time.monotonic() + 60
        # A trickle of window is progress only when it lets a part of the content pass.
        for connection in connections:
            reset = set()
            while len(reset) < 10:
                expect_at_most(time.monotonic(), deadline, "the time until the streams are reset")
                update = http2.frame(http2.WINDOW_UPDATE, 0, 1, struct.pack(">I", 1))
                send_all(connection.socket, update)
                with contextlib.suppress(Failure):
                    got = connection.next_frame(0.2)
                    if got is None:
                        break
                    if got[0] == http2.RST_STREAM:
                        reset.add(got[2])
        for connection in connections:
            connection.socket.close()


def endless_to_slow_reader(server, _):
    with bounded(server), http2.Connection(server) as connection:
        for number in range(20):
            connection.request(2 * number + 1, "/endless")
        connection.socket.settimeout(1)
        for _ in range(5):
            connection.socket.recv(1)
            time.sleep(0.5)


def silent_connections(folder):
    """Connections without any request, and clients that acknowledge nothing, end with the idle time."""
    with serving(folder, transport="h2c", test_idle_time="1s") as server:
        with http2.Connection(server) as never, http2.Connection(server) as served:
            served.request(1)
            expect(served.response(1), (200, b"Hello"))
            for name, connection in [("one that asked for nothing", never), ("one that was served", served)]:
                frames = connection.frames_until_closed(20)
                if not any(f[0] == http2.GOAWAY for f in frames):
                    raise Failure(f"{name} was closed without GOAWAY: {frames}")
        serves_next_client(server)


def late_reader(folder):
    """A handler that lets its client wait longer than the idle time still gets the content."""
    (folder / "body").write_bytes(bytes(4 * MIB))
    for transport, option in [("plain", "--http1.1"), ("h2c", "--http2-prior-knowledge"), ("tls", "--http2")]:
        with serving(folder, transport=transport, test_idle_time="1s") as server:
            answer = curl(server, "/late-upload/2500", option, "-T", folder / "body", "-H", "Expect:")
            expect((answer.status, answer.text), (200, str(4 * MIB)), f"{transport} {answer.errors.strip()}")


def departed_clients(folder):
    """Clients that go away in the middle leave nothing behind."""
    for transport in ["plain", "h2c", "tls"]:
        with serving(folder, transport=transport) as server:
            option = "--http1.1" if transport == "plain" else "--http2" if transport == "tls" else "--http2-prior-knowledge"
            # An HTTP/1 client may close its side and still wait, so there a handler goes on to its end.
            for path in ["/slow/2000" if transport == "plain" else "/slow/60000", "/endless", "/memory/60000000"]:
                for _ in range(5):
                    answer = curl(server, path, option, "--limit-rate", "1k", "--max-time", "0.4", discard=True)
                    expect(answer.exit, 28, f"curl's exit status ({answer.errors.strip()})")
            deadline = time.monotonic() + 10
            while (left := descriptors(server)) > 0:
                if time.monotonic() > deadline:
                    raise Failure(f"{transport}: {left} connections are still open")
                time.sleep(0.1)


def descriptors(server):
    """How many established connections the server has."""
    port = f":{server.port:04X}"
    with open("/proc/net/tcp") as table:
        return sum(1 for line in table if line.split()[1].endswith(port) and line.split()[3] in ("01", "08"))


def downloads_left_early(server, folder):
    """A file is closed whatever becomes of its response."""
    def files():
        return [name for name in os.listdir(f"/proc/{server.pid}/fd")
                if os.path.realpath(f"/proc/{server.pid}/fd/{name}").endswith("/download")]  # fmt: skip

    for _ in range(20):
        if server.transport == "plain":
            with connect(server) as connection:
                connection.sendall(b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
                connection.recv(1000)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            with http2.Connection(server) as connection:
                connection.request(1, "/file")
                connection.frames_until(lambda f: f[0] == http2.DATA)
    deadline = time.monotonic() + 10
    while left := files():
        if time.monotonic() > deadline:
            raise Failure(f"the file is still open {len(left)} times")
        time.sleep(0.1)


# MARK: HTTP/1

def slow_heads(folder):
    """2,000 clients that never finish their head do not keep others from being served."""
    limit = 6_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(limit, hard)), hard))
    with serving(folder, open_files=limit) as server, bounded(server, 128):
        clients = []
        try:
            for number in range(2_000):
                client = connect(server)
                client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
                clients.append(client)
            stop = threading.Event()

            def trickle():
                while not stop.wait(0.5):
                    for client in clients[::20]:
                        send_all(client, b"a")

            thread = threading.Thread(target=trickle)
            thread.start()
            slowest = max(serves_next_client(server) for _ in range(50))
            stop.set()
            thread.join()
            expect_at_most(slowest, 2, "the slowest of 50 requests in seconds")
            answer = read_all(clients[-1])
            expect_in(b"408 Request Timeout", answer, "what a slow client is told")
        finally:
            for client in clients:
                client.close()
    return f"slowest request {slowest * 1000:.0f} ms"


def slow_reader(server, _):
    """Reads a byte a second of a stream without end."""
    with bounded(server):
        clients = [connect(server) for _ in range(20)]
        for client in clients:
            client.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(20 if LONG else 6):
            for client in clients:
                client.recv(1)
            time.sleep(1)
        for client in clients:
            client.close()


def too_many_connections(folder):
    with serving(folder, test_connections=50) as server:
        kept = [connect(server) for _ in range(50)]
        time.sleep(0.5)
        expect_in(b"503 Service Unavailable", raw(server, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        for connection in kept:
            connection.close()
        deadline = time.monotonic() + 10
        while curl(server, "/").status != 200:
            expect_at_most(time.monotonic(), deadline, "the time until there is room again")


def pipelined_flood(server, _):
    """Requests without end from a client that reads no answer."""
    with bounded(server), connect(server) as client:
        client.settimeout(2)
        with contextlib.suppress(OSError):
            for _ in range(2_000):
                client.sendall(b"GET /memory/100000 HTTP/1.1\r\nHost: a\r\n\r\n" * 100)


def endless_head(server, _):
    with bounded(server, 16):
        for data in [b"GET /" + b"a" * MIB, b"GET / HTTP/1.1\r\nX: " + b"a" * MIB, b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * 100_000,
                     b"\0" * MIB, b"\r\n" * MIB]:  # fmt: skip
            with connect(server) as client:
                for _ in range(50):
                    if not send_all(client, data):
                        break


def endless_chunks(server, _):
    """A body of one-byte chunks, each with a kilobyte of extensions, and trailers without end."""
    head = b"PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    with bounded(server, 32):
        for body in [(b"1;" + b"e" * 1000 + b"\r\na\r\n") * 1_000, b"0\r\n" + b"X-Trailer: a\r\n" * 10_000]:
            with connect(server) as client:
                client.sendall(head)
                for _ in range(20):
                    if not send_all(client, body):
                        break
                expect_in(b"HTTP/1.1 4", read_all(client), "the answer")


BY_TRANSPORT = {
    "h2c": [
        ("rapid reset", rapid_reset), ("resets by the server", made_you_reset), ("CONTINUATION flood", continuation_flood),
        ("header bomb", header_bomb), ("SETTINGS flood", settings_flood), ("PING flood", ping_flood),
        ("empty DATA frames", empty_frames), ("2,000 streams at once", too_many_streams),
        ("malformed frames", malformed_frames), ("malformed streams", malformed_streams),
        ("a reader that stops", endless_to_slow_reader), ("downloads left early", downloads_left_early),
    ],
    "plain": [
        ("a reader of a byte a second", slow_reader), ("pipelining without reading", pipelined_flood),
        ("heads without end", endless_head), ("chunks without end", endless_chunks),
        ("downloads left early", downloads_left_early),
    ],
}  # fmt: skip
ALONE = [
    ("h2c: slow windows", slow_windows), ("h2c: silent connections", silent_connections),
    ("a handler that reads late", late_reader), ("clients that go away", departed_clients),
    ("plain: 2,000 slow heads", slow_heads), ("plain: too many connections", too_many_connections),
]  # fmt: skip


def main():
    require("curl", "openssl")
    suite = Suite()
    with work_folder() as folder:
        with open(folder / "download", "wb") as file:
            file.truncate(64 * MIB)
        for transport, cases in BY_TRANSPORT.items():
            for name, case in cases:
                # A server for each, since its peak of memory is looked at.
                suite.run(f"{transport}: {name}", served, folder, transport, case)
        for name, case in ALONE:
            suite.run(name, case, folder)
    suite.finish()


def served(folder, transport, case):
    with serving(folder, transport=transport) as server:
        return case(server, folder)


if __name__ == "__main__":
    main()
