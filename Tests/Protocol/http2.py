"""HTTP/2 frames by hand (RFC 9113), for what well-behaved clients do not do."""

import contextlib
import socket
import ssl
import struct
import time

from harness import Failure, connect

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 0x1, 0x4, 0x1
CANCEL, ENHANCE_YOUR_CALM = 0x8, 0xB
# The :status values that have an entry of their own in HPACK's static table (RFC 7541, appendix A).
STATUSES = {8: 200, 9: 204, 10: 206, 11: 304, 12: 400, 13: 404, 14: 500}


def integer(value, prefix, first=0):
    """An integer of HPACK (RFC 7541 §5.1)."""
    limit = (1 << prefix) - 1
    if value < limit:
        return bytes([first | value])
    out, value = bytearray([first | limit]), value - limit
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    return bytes(out + bytes([value]))


def field(name, value):
    """A field as a literal without indexing and without Huffman coding (RFC 7541 §6.2.2)."""
    name, value = name.encode(), value.encode()
    return b"\0" + integer(len(name), 7) + name + integer(len(value), 7) + value


def head(path="/", method="GET", fields=()):
    """The header block of a request."""
    pseudo = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "localhost")]
    return b"".join(field(name, value) for name, value in [*pseudo, *fields])


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


class Connection:
    """One HTTP/2 connection without TLS. Nothing is acknowledged that a test does not acknowledge."""

    def __init__(self, server, settings=(), limit=20):
        self.socket = connect(server, limit)
        self.buffer = b""
        # Without a dynamic table (setting 1) every status stands in full in its response.
        pairs = [(1, 0), *settings]
        self.send(PREFACE + frame(SETTINGS, payload=b"".join(struct.pack(">HI", *pair) for pair in pairs)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def request(self, stream, path="/", method="GET", fields=(), ends=True):
        """Sends a request's head, in as many frames as it needs."""
        block = head(path, method, fields)
        parts = [block[start : start + 16_384] for start in range(0, len(block), 16_384)]
        kinds = [HEADERS] + [CONTINUATION] * (len(parts) - 1)
        for number, (kind, part) in enumerate(zip(kinds, parts)):
            flags = (END_STREAM if ends and number == 0 else 0) | (END_HEADERS if part is parts[-1] else 0)
            self.send(frame(kind, flags, stream, part))

    def next_frame(self, within=20):
        """The next frame as kind, flags, stream and payload; None when the server has closed the connection."""
        deadline = time.monotonic() + within
        while True:
            if len(self.buffer) >= 9:
                length = int.from_bytes(self.buffer[:3], "big")
                if len(self.buffer) >= 9 + length:
                    kind, flags = self.buffer[3], self.buffer[4]
                    stream = int.from_bytes(self.buffer[5:9], "big") & 0x7FFFFFFF
                    payload = self.buffer[9 : 9 + length]
                    self.buffer = self.buffer[9 + length :]
                    return kind, flags, stream, payload
            left = deadline - time.monotonic()
            if left <= 0:
                raise Failure(f"nothing arrived within {within} s")
            self.socket.settimeout(left)
            try:
                part = self.socket.recv(1 << 18)
            except ConnectionResetError:
                return None
            except socket.timeout:
                continue
            if not part:
                return None
            self.buffer += part

    def frames_until(self, condition, within=20):
        """All frames up to the first that fulfils the condition; all there are when the connection ends before."""
        frames = []
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            got = self.next_frame(left)
            if got is None:
                return frames
            frames.append(got)
            if condition(got):
                return frames
        raise Failure(f"what was waited for did not arrive within {within} s; last frames: {frames[-5:]}")

    def frames_until_closed(self, within=20):
        return self.frames_until(lambda _: False, within)

    def response(self, stream, within=20):
        """Status and content of a stream's response."""
        frames = self.frames_until(lambda f: f[2] == stream and (f[1] & END_STREAM and f[0] in (DATA, HEADERS) or f[0] == RST_STREAM), within)
        heads = [f for f in frames if f[0] == HEADERS and f[2] == stream]
        if not heads:
            raise Failure(f"no response on stream {stream}; frames: {frames}")
        return status(heads[0][3]), b"".join(f[3] for f in frames if f[0] == DATA and f[2] == stream)

    def is_closed(self, within=20):
        """Whether the server closes the connection in time."""
        with contextlib.suppress(Failure):
            self.frames_until_closed(within)
            return True
        return False


def status(block):
    """The :status of a response's header block, which comes first."""
    while block and block[0] & 0xE0 == 0x20:  # a change of the dynamic table's size
        block = block[1:]
    if block[0] & 0x80:
        return STATUSES.get(block[0] & 0x7F)
    length = block[1] & 0x7F
    text = block[2 : 2 + length]
    return int(huffman_digits(text) if block[1] & 0x80 else text)


def huffman_digits(data):
    """Decodes digits: 0, 1 and 2 have codes of five bits, the others of six (RFC 7541, appendix B)."""
    bits = "".join(f"{byte:08b}" for byte in data)
    codes = {"00000": "0", "00001": "1", "00010": "2", "011001": "3", "011010": "4", "011011": "5", "011100": "6",
             "011101": "7", "011110": "8", "011111": "9"}  # fmt: skip
    out, code = "", ""
    for bit in bits:
        code += bit
        if code in codes:
            out, code = out + codes[code], ""
    return out


def negotiated(server, protocols):
    """What ALPN chooses for a list of protocols; None when nothing is agreed on."""
    context = ssl.create_default_context(cafile=str(server.folder / "ca.pem"))
    context.set_alpn_protocols(protocols)
    with connect(server) as plain, context.wrap_socket(plain, server_hostname="localhost") as secure:
        return secure.selected_alpn_protocol(), secure.version()
