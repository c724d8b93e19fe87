"""What a server holds when nothing happens: memory at rest, and for each connection that lies idle."""

import resource
import socket
import time

REQUEST = b"GET /hello/probe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
#: Connections from one address; the system has about 28,000 ports for each.
PER_ADDRESS = 5_000
#: File descriptors of this program besides the connections.
SPARE = 200


def settle(process, seconds=3):
    """The memory once it no longer changes; what a server frees late is not counted against it."""
    time.sleep(seconds)
    return process.memory()


def raise_limit(count):
    """Allows so many open files here and in what is started from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + SPARE
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise OSError(f"only {hard} open files are allowed, {wanted} are needed (ulimit -Hn)")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def read_answer(connection):
    """Reads one answer whose content begins with `Hello`, to the last byte."""
    received = b""
    while b"\r\n\r\n" not in received or not received.endswith(b"probe"):
        part = connection.recv(4096)
        if not part:
            raise OSError("the server closed a connection")
        received += part
    if not received.startswith(b"HTTP/1.1 200 "):
        raise OSError(f"the answer was {received[:60]!r}")


def bytes_per_connection(process, count):
    """Opens connections, sends one request on each, holds them, and sees what they take."""
    before = settle(process)
    connections = []
    try:
        for number in range(count):
            source = f"127.0.0.{2 + number // PER_ADDRESS}"
            connection = socket.create_connection(("127.0.0.1", process.port), 10, (source, 0))
            connections.append(connection)
            connection.sendall(REQUEST)
            read_answer(connection)
        after = settle(process)
        # All of them have to be open still: a server that closes idle connections has nothing to hold.
        for connection in connections[:: max(1, count // 100)]:
            connection.sendall(REQUEST)
            read_answer(connection)
    finally:
        for connection in connections:
            connection.close()
    return (after - before) / count
