"""Running servers: started in a group of their own, watched through /proc, ended at the end."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from servers import FOLDER, PEERS, Unavailable, python_environment

TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One running server with its workers."""

    def __init__(self, server):
        self.server = server
        self.port = free_port()
        command = [str(part) for part in server.command(self.port)]
        self.log = FOLDER / f"{server.name}.log"
        with open(self.log, "ab") as log:
            log.truncate(0)
            self.process = subprocess.Popen(
                command, cwd=PEERS / "python", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=python_environment() | {"PORT": str(self.port)} | server.environment)
        try:
            self.wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def wait_until_it_answers(self, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                self.get("/hello/probe")
                return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
        raise Unavailable("it did not answer; it said: " + (" | ".join(last) or "nothing"))

    def get(self, path):
        """Status and content of an answer."""
        return self.send("GET", path)

    def post(self, path, content):
        """Status and content of the answer to JSON."""
        return self.send("POST", path, content, {"Content-Type": "application/json"})

    def send(self, method, path, content=None, headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, content, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def pids(self):
        """The process and all below it."""
        found = [self.process.pid]
        for pid in found:
            try:
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += map(int, (task / "children").read_text().split())
            except OSError:
                continue
        return found

    def cpu_seconds(self):
        """User and system time so far, that of workers which have ended included."""
        ticks = 0
        for pid in self.pids():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += sum(map(int, fields[11:15]))
        return ticks / TICK

    def memory(self):
        """Resident bytes: the resident set of one process, the sum of the proportional sets of several."""
        pids = self.pids()
        wanted = "Rss:" if len(pids) == 1 else "Pss:"
        total = 0
        for pid in pids:
            try:
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith(wanted):
                        total += int(line.split()[1]) << 10
            except OSError:
                continue
        return total

    def forget_log(self):
        """Empties the log, which a default Martlet fills with a line for each request."""
        os.truncate(self.log, 0)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        # The group holds only what this process started; workers may outlive their parent.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.forget_log()
