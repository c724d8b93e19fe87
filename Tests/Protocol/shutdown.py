#!/usr/bin/env python3
"""SIGTERM in the middle of load: every request that the server took is answered, and it ends with status 0."""

import contextlib
import select
import signal
import socket
import threading
import time

import http2
from harness import LONG, Failure, Suite, connect, expect, require, serving, work_folder

ROUNDS = 20 if LONG else 3
CLIENTS = 64


class Tally:
    """What the clients of one round have seen."""

    def __init__(self):
        self.lock = threading.Lock()
        self.answered = 0
        self.refused = 0
        self.failures = []

    def count(self, name):
        with self.lock:
            setattr(self, name, getattr(self, name) + 1)

    def fail(self, text):
        with self.lock:
            self.failures.append(text)


def ask_by_http1(server, keeps_alive, tally):
    """Asks on one connection until the server says that it closes, or on a new one each time, until it is refused."""
    request = b"GET /slow/5 HTTP/1.1\r\nHost: a\r\n" + (b"" if keeps_alive else b"Connection: close\r\n") + b"\r\n"
    while True:
        try:
            connection = connect(server, 5)
        except OSError:
            return tally.count("refused")
        with connection:
            connection.settimeout(30)
            is_kept = True
            while is_kept:
                # A connection that lay idle may be closed; the client sees that before it sends.
                if select.select([connection], [], [], 0)[0]:
                    break
                try:
                    connection.sendall(request)
                    answer = b""
                    while not answer.endswith(b"slow"):
                        part = connection.recv(65536)
                        if not part:
                            return tally.fail(f"the connection ended after {answer!r}")
                        answer += part
                except OSError as error:
                    return tally.fail(f"{error!r}")
                if not answer.startswith(b"HTTP/1.1 200 OK\r\n"):
                    return tally.fail(f"the answer was {answer!r}")
                tally.count("answered")
                is_kept = keeps_alive and b"Connection: close" not in answer


def ask_by_http2(server, tally):
    """Keeps eight streams open until GOAWAY comes, then waits for those that the server has taken."""
    with http2.Connection(server) as connection:
        stream, open_streams, last = 1, set(), None
        try:
            while last is None or open_streams:
                while last is None and len(open_streams) < 8:
                    connection.request(stream, "/slow/5")
                    open_streams.add(stream)
                    stream += 2
                got = connection.next_frame(30)
                if got is None:
                    break
                kind, flags, number, payload = got
                if kind == http2.GOAWAY:
                    last = int.from_bytes(payload[:4], "big")
                    open_streams = {number for number in open_streams if number <= last}
                elif kind == http2.PING and not flags & http2.ACK:
                    connection.send(http2.frame(http2.PING, http2.ACK, 0, payload))
                elif kind == http2.HEADERS and http2.status(payload) != 200:
                    return tally.fail(f"the status was {http2.status(payload)}")
                elif kind == http2.RST_STREAM:
                    return tally.fail(f"stream {number} was reset by {payload!r}")
                elif kind == http2.DATA and flags & http2.END_STREAM:
                    open_streams.discard(number)
                    tally.count("answered")
        except (OSError, Failure) as error:
            return tally.fail(f"{error!r} with streams {open_streams} open")
        if last is None:
            return tally.fail("the connection ended without GOAWAY")
        if open_streams:
            return tally.fail(f"streams {open_streams} were taken and not answered")
        tally.count("refused")


def under_load(folder, transport, clients):
    with serving(folder, transport=transport) as server:
        tally = Tally()
        threads = [threading.Thread(target=client, args=(server, *arguments, tally)) for client, *arguments in clients]
        for thread in threads:
            thread.start()
        # However slow the machine is, every client is busy when the server is told to stop.
        deadline = time.monotonic() + 60
        while tally.answered < 8 * len(clients) and not tally.failures and time.monotonic() < deadline:
            time.sleep(0.02)
        server.process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(60)
            if thread.is_alive():
                raise Failure("a client waits for ever")
        if tally.failures:
            raise Failure(f"{len(tally.failures)} of {tally.answered} requests failed: {tally.failures[:3]}")
        expect(tally.refused, len(clients), "clients that were told or refused")
        server.stop()
    return f"{tally.answered} answered"


def running_work(folder, transport):
    """What runs is finished, and a second SIGTERM does not hurt."""
    with serving(folder, transport=transport) as server:
        if transport == "plain":
            with connect(server) as connection:
                connection.sendall(b"GET /slow/1500 HTTP/1.1\r\nHost: a\r\n\r\n")
                time.sleep(0.3)
                server.process.send_signal(signal.SIGTERM)
                answer = connection.recv(65536)
            expect((answer[:15], answer[-4:]), (b"HTTP/1.1 200 OK", b"slow"))
        else:
            with http2.Connection(server) as connection:
                connection.request(1, "/slow/1500")
                time.sleep(0.3)
                server.process.send_signal(signal.SIGTERM)
                expect(connection.response(1), (200, b"slow"))
        server.stop()


def slow_download(folder, transport):
    """A client that is slow to take a response gets all of it before the connection ends."""
    size = 3_000_000
    with serving(folder, transport=transport) as server:
        with connect(server) if transport == "plain" else http2.Connection(server) as client:
            plain = client if transport == "plain" else client.socket
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            if transport == "plain":
                client.sendall(b"GET /memory/%d HTTP/1.1\r\nHost: a\r\n\r\n" % size)
            else:
                client.send(http2.frame(http2.WINDOW_UPDATE, 0, 0, (size * 2).to_bytes(4, "big")))
                client.send(http2.frame(http2.SETTINGS, payload=(4).to_bytes(2, "big") + (size * 2).to_bytes(4, "big")))
                client.request(1, f"/memory/{size}")
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            received, start = b"", time.monotonic()
            with contextlib.suppress(ConnectionResetError):
                while part := plain.recv(16_384):
                    received += part
                    if time.monotonic() - start < 4:
                        time.sleep(0.02)
        expect(received.count(b"m") >= size, True, f"whether all came ({len(received)} bytes did)")
        server.stop()


def silent_clients(folder, transport):
    """Clients that say nothing do not keep the server."""
    with serving(folder, transport=transport) as server:
        clients = [connect(server) for _ in range(10)]
        if transport == "h2c":
            clients += [http2.Connection(server).socket for _ in range(10)]
        time.sleep(0.3)
        start = time.monotonic()
        server.stop()
        if (took := time.monotonic() - start) > 15:
            raise Failure(f"the server took {took:.0f} s to end")
        for client in clients:
            client.close()


def main():
    require("openssl")
    suite = Suite()
    half = CLIENTS // 2
    with work_folder() as folder:
        for number in range(1, ROUNDS + 1):
            loads = [
                ("HTTP/1.1", "plain", [(ask_by_http1, True)] * half + [(ask_by_http1, False)] * half),
                ("HTTP/2", "h2c", [(ask_by_http2,)] * 16),
            ]  # fmt: skip
            for name, transport, clients in loads:
                suite.run(f"{name}: SIGTERM under load, round {number}", under_load, folder, transport, clients)
        for transport in ["plain", "h2c"]:
            suite.run(f"{transport}: work that runs", running_work, folder, transport)
            suite.run(f"{transport}: a slow download", slow_download, folder, transport)
            suite.run(f"{transport}: silent clients", silent_clients, folder, transport)
    suite.finish()


if __name__ == "__main__":
    main()
