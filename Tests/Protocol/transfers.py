#!/usr/bin/env python3
"""Transfers that are larger than the server's memory may become: up, down as a stream, down as a file."""

import time

from harness import LONG, MIB, Suite, curl, expect, expect_at_most, require, serves_next_client, serving, work_folder

SIZE = 2 << 30
SMALL = 128 * MIB
GROWTH = 64
WAYS = [("HTTP/1.1", "plain", "--http1.1", SIZE)]
# Encrypted or in frames two gigabytes take a debug build a minute, so the bounded run sends less by these ways.
SMALLER = SIZE if LONG else SMALL
WAYS += [("HTTP/1.1 over TLS", "tls", "--http1.1", SMALLER), ("HTTP/2 over TLS", "tls", "--http2", SMALLER),
         ("HTTP/2 without TLS", "h2c", "--http2-prior-knowledge", SMALLER)]  # fmt: skip


def in_flat_memory(server, size, transfer):
    """Runs a transfer and fails when the server's peak grows by more than that."""
    serves_next_client(server)
    before = server.status_in_megabytes("VmRSS")
    start = time.monotonic()
    transfer()
    took = time.monotonic() - start
    grown = round(server.status_in_megabytes("VmHWM") - before)
    expect_at_most(grown, GROWTH, "growth of the server's memory in MiB")
    serves_next_client(server)
    return f"{size // MIB} MiB, {size / MIB / took:.0f} MiB/s, {grown} MiB more memory"


def upload(server, option, size, file):
    def transfer():
        answer = curl(server, "/upload", option, "-T", file, "-H", "Expect:", limit=600)
        expect((answer.status, answer.text), (200, str(size)), answer.errors.strip())

    return in_flat_memory(server, size, transfer)


def upload_in_chunks(server, option, size, file):
    def transfer():
        with open(file, "rb") as content:
            answer = curl(server, "/upload", option, "-T", "-", "-H", "Expect:", stdin=content, limit=600)
        expect((answer.status, answer.text), (200, str(size)), answer.errors.strip())

    return in_flat_memory(server, size, transfer)


def download(server, option, size, path):
    def transfer():
        answer = curl(server, path, option, discard=True, limit=600)
        expect((answer.status, answer.exit, answer.downloaded), (200, 0, size), answer.errors.strip())

    return in_flat_memory(server, size, transfer)


def slow_upload(server, option, size, file):
    """A handler that is slower than its client holds the client back."""
    def transfer():
        answer = curl(server, "/late-upload/3000", option, "-T", file, "-H", "Expect:", limit=600)
        expect((answer.status, answer.text), (200, str(size)), answer.errors.strip())

    return in_flat_memory(server, size, transfer)


def slow_download(server, option):
    """A client that is slower than its handler holds the handler back."""
    def transfer():
        answer = curl(server, "/endless", option, "--limit-rate", "200k", "--max-time", "3", discard=True)
        expect((answer.status, answer.exit), (200, 28), answer.errors.strip())

    return in_flat_memory(server, MIB, transfer)


def main():
    require("curl", "openssl")
    suite = Suite()
    with work_folder() as folder:
        for name, transport, option, size in WAYS:
            with open(folder / "download", "wb") as file:
                file.truncate(size)
            with open(folder / "small", "wb") as file:
                file.truncate(SMALL)
            cases = [
                ("upload", upload, [size, folder / "download"]),
                ("download of a stream", download, [size, f"/download/{size}"]),
                ("download of a file", download, [size, "/file"]),
                ("upload in chunks", upload_in_chunks, [SMALL, folder / "small"]),
                ("upload to a handler that waits", slow_upload, [SMALL, folder / "small"]),
                ("download to a slow client", slow_download, []),
            ]  # fmt: skip
            for case, function, arguments in cases:
                # A server for each, since its peak of memory is looked at.
                suite.run(f"{name}: {case}", served, folder, transport, function, option, *arguments)
    suite.finish()


def served(folder, transport, case, *arguments):
    with serving(folder, transport=transport) as server:
        return case(server, *arguments)


if __name__ == "__main__":
    main()
