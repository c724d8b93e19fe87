"""Starts the test server, runs cases against it, and says what each found."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / ".build" / "debug" / "ProtocolServer"
LONG = os.environ.get("MARTLET_LONG") == "1"
MIB = 1 << 20


class Failure(Exception):
    """A case found something else than it expected."""


def expect(got, wanted, what="the answer"):
    if got != wanted:
        raise Failure(f"{what}: expected {shorten(repr(wanted), 400)}, got {shorten(repr(got), 400)}")


def expect_in(part, whole, what="the answer"):
    if part not in whole:
        raise Failure(f"{what}: expected {part!r} in {shorten(whole)!r}")


def expect_at_most(got, limit, what):
    if got > limit:
        raise Failure(f"{what}: expected at most {limit}, got {got}")


def shorten(text, length=1000):
    return text if len(text) <= length else text[:length] + (b"..." if isinstance(text, bytes) else "...")


class Server:
    """The test server's process, on a port of its own choice."""

    def __init__(self, folder, transport="plain", arguments=(), open_files=None, **settings):
        self.folder = pathlib.Path(folder)
        self.transport = transport
        self.log_path = self.folder / f"log-{time.monotonic_ns()}"
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("TEST_", "LISTEN_"))}
        environment |= {
            "HOST": "127.0.0.1", "PORT": "0", "MARTLET_ENV": "production", "LOG_FORMAT": "human",
            "LOG_LEVEL": "notice", "SHUTDOWN_SECONDS": "20", "TEST_TRANSPORT": transport,
            "TEST_FOLDER": str(self.folder), "SWIFT_BACKTRACE": "color=no,threads=crashed,registers=none,images=none",
        }  # fmt: skip
        if "test_socket" in settings:
            # A port that is set outside would win over the socket.
            del environment["HOST"], environment["PORT"]
        environment |= {key.upper(): str(value) for key, value in settings.items()}
        command = [*arguments, str(BINARY)]
        if open_files:
            command = ["bash", "-c", f'ulimit -n {open_files} && exec "$@"', "bash", *command]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, close_fds=not arguments)
        self.pid = self.process.pid
        self.address = self._wait_for_address()
        port = re.search(r":(\d+)$", self.address)
        self.port = int(port.group(1)) if port else None

    @property
    def scheme(self):
        return "https" if self.transport == "tls" else "http"

    @property
    def url(self):
        return f"{self.scheme}://localhost:{self.port}"

    def log(self):
        return self.log_path.read_text(errors="replace")

    def _wait_for_address(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if match := re.search(r"listening.*address=\"?([^\s\"]+)", self.log()):
                return match.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise Failure(f"the server did not start; its log says:\n{self.log()}")

    def status_in_megabytes(self, name):
        """A line of /proc/PID/status, such as VmRSS or VmHWM, in MiB."""
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M).group(1)) / 1024

    def stop(self, within=30):
        """Ends the server as an operator does, and checks that it ends well."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure(f"the server did not end within {within} s of SIGTERM; its log says:\n{self.log()}")
        if status != 0:
            raise Failure(f"the server ended with status {status}; its log says:\n{shorten(self.log()[-4000:], 4000)}")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def serving(folder, *arguments, **settings):
    """A server for the length of a block; its end is checked as well."""
    server = Server(folder, *arguments, **settings)
    try:
        yield server
        server.stop()
    finally:
        server.kill()


class Curl:
    """What curl said: status, version, fields and content of the last response."""

    def __init__(self, process, content, head, facts):
        self.exit = process.returncode
        self.errors = process.stderr.decode(errors="replace")
        self.content = content
        self.head = head
        code, self.version, connects, downloaded = (facts.split() + ["0"] * 4)[:4]
        self.status = int(code)
        self.connections = int(connects)
        self.downloaded = int(float(downloaded))
        # Behind interim responses and redirects the last head counts.
        last = head.strip().split("\r\n\r\n")[-1]
        self.fields = [tuple(line.split(": ", 1)) for line in last.split("\r\n")[1:] if ": " in line]

    @property
    def text(self):
        return self.content.decode(errors="replace")

    def field(self, name):
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    def values(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower()]


def curl(server, path, *options, stdin=None, limit=60, discard=False):
    """Asks for one path (or several URLs in the options) and returns what came back."""
    with tempfile.TemporaryDirectory() as work:
        content, head = f"{work}/content", f"{work}/head"
        command = ["curl", "-sS", "--max-time", str(limit), "--globoff", "-D", head]
        command += ["-o", "/dev/null" if discard else content]
        command += ["-w", "%{http_code} %{http_version} %{num_connects} %{size_download}\n"]
        if server.transport == "tls":
            command += ["--cacert", str(server.folder / "ca.pem")]
        command += [*map(str, options)]
        if path is not None:
            command.append(f"{server.url}{path}" if path.startswith("/") else path)
        process = subprocess.run(command, stdin=stdin or subprocess.DEVNULL, capture_output=True, timeout=limit + 30)
        read = lambda name: pathlib.Path(name).read_bytes() if os.path.exists(name) else b""
        # Each transfer has a line; the last counts.
        facts = process.stdout.decode().strip().split("\n")[-1]
        return Curl(process, read(content), read(head).decode("latin-1"), facts)


def connect(server, limit=20):
    """A plain TCP connection to the server."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=limit)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def raw(server, data, limit=20):
    """Sends bytes and returns everything until the server closes."""
    with connect(server, limit) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(data)
        return read_all(connection)


def read_all(connection):
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            received += part
    return received


def serves_next_client(server, within=5):
    """Fails unless a new client is answered as if nothing had happened."""
    start = time.monotonic()
    answer = curl(server, "/", limit=within)
    expect((answer.status, answer.text), (200, "Hello"), f"the next client ({answer.errors.strip()})")
    return time.monotonic() - start


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def issue(folder, file, name):
    """Issues a certificate by the folder's authority, replacing one of that file name."""
    folder = pathlib.Path(folder)
    (folder / "ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
            "-keyout", folder / f"{file}.key", "-out", folder / f"{file}.csr")  # fmt: skip
    openssl("x509", "-req", "-in", folder / f"{file}.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", folder / "ext", "-out", folder / f"{file}.pem")  # fmt: skip


@contextlib.contextmanager
def work_folder():
    """A temporary folder with an authority, a server's certificate and a client's."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-protocol-"))
    try:
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=Test Authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")  # fmt: skip
        issue(folder, "server", "localhost")
        issue(folder, "client", "ada")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Suite:
    """Runs cases one after the other and counts them. Arguments on the command line choose cases by a part of their
    names."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.wanted = sys.argv[1:]

    def run(self, name, case, *arguments):
        if self.wanted and not any(part in name for part in self.wanted):
            return
        start = time.monotonic()
        try:
            note = case(*arguments)
        except Exception as error:
            self.failed += 1
            print(f"FAILED  {name}", flush=True)
            text = str(error) if isinstance(error, Failure) else traceback.format_exc()
            print("        " + text.strip().replace("\n", "\n        "), flush=True)
        else:
            self.passed += 1
            took = time.monotonic() - start
            remark = f"  ({note})" if isinstance(note, str) else ""
            print(f"ok      {name}  {took:.1f} s{remark}", flush=True)

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        # A suite that ran nothing has not passed.
        sys.exit(1 if self.failed or not self.passed else 0)


def require(*commands):
    missing = [name for name in commands if shutil.which(name) is None]
    if missing:
        sys.exit(f"{', '.join(missing)} not found; scripts/setup.sh test installs what the tests need")
    if not BINARY.exists():
        sys.exit(f"{BINARY} not found; build it with: swift build --build-tests")
