#!/usr/bin/env python3
"""Runs the steps of the store's Dockerfile without Docker, and its container as far as a root folder and a network of
its own make one.

The second stage runs for real: its base by debootstrap, its RUN steps by chroot, its entry point as its user. Of the
first stage the bounded run takes the debug build that the other suites have made, with the toolchain's libraries beside
it; MARTLET_LONG=1 runs its last step, the static release build, on the files that it copies.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "Examples" / "Chinook"
LONG = os.environ.get("MARTLET_LONG") == "1"
CLONE_NEWNET = 0x40000000
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Failure(Exception):
    pass


def say(text):
    print(f"-- {text}", flush=True)


def run(*command, **options):
    result = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    if result.returncode:
        output = (result.stdout + result.stderr)[-3000:]
        raise Failure(f"{shlex.join(map(str, command))} ended with status {result.returncode}:\n{output}")
    return result.stdout


def stages(text):
    """The stages of a Dockerfile, each a list of instructions and their arguments."""
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.M).replace("\\\n", " ")
    found = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        instruction, _, arguments = line.partition(" ")
        if instruction.upper() == "FROM":
            found.append([])
        found[-1].append((instruction.upper(), arguments.strip()))
    return found


def mirror(suite):
    """Where this machine's apt gets a suite from."""
    lines = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages")
    for uri, release, component in map(str.split, filter(None, lines.split("\n"))):
        if release in (suite, f"{suite}/") and component == "main":
            return uri
    raise Failure(f"apt has no source for {suite}; /etc/apt/sources.list has to name one")


class Image:
    """A root folder and what the Dockerfile says about running it."""

    def __init__(self, root, stage):
        self.root, self.stage = root, stage
        self.environment = {"PATH": PATH}
        self.folder, self.user = "/", "0"
        self.entry, self.health, self.volumes, self.signal = None, None, [], None

    def do(self, instruction, arguments):
        method = getattr(self, f"do_{instruction.lower()}", None)
        if method is None:
            raise Failure(f"this test does not know {instruction}; teach it in Tests/Examples/dockerfile.py")
        method(arguments)

    def do_from(self, arguments):
        suite = re.fullmatch(r"debian:(\w+)-slim", arguments.split()[0])
        if not suite:
            raise Failure(f"the base is {arguments}, not a slim Debian")
        run("debootstrap", "--variant=minbase", suite.group(1), self.root, mirror(suite.group(1)))
        # As Docker does; a program finds its own files by it.
        run("mount", "-t", "proc", "proc", self.root / "proc")
        # The sources of this machine, since those of the container may not be reachable from it.
        for name in ["sources.list", "sources.list.d", "keyrings"]:
            source, target = pathlib.Path("/etc/apt") / name, self.root / "etc/apt" / name
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            elif source.exists():
                shutil.copy(source, target)

    def do_run(self, arguments):
        say(f"RUN {arguments[:70]}…")
        self.run(["/bin/sh", "-c", arguments], DEBIAN_FRONTEND="noninteractive")

    def do_copy(self, arguments):
        words = arguments.split()
        options, (source, target) = [w for w in words if w.startswith("--")], [w for w in words if not w.startswith("--")]
        if options != ["--from=build", "--chown=root:root"] or source != "/app":
            raise Failure(f"COPY {arguments} is not what this test prepares")
        shutil.copytree(self.stage, self.root / target.lstrip("/"), symlinks=True, dirs_exist_ok=True)
        run("chown", "-R", "root:root", "--from=0", self.root / target.lstrip("/"))

    def do_workdir(self, arguments):
        self.folder = arguments

    def do_user(self, arguments):
        self.user = arguments

    def do_env(self, arguments):
        self.environment |= dict(word.split("=", 1) for word in shlex.split(arguments))

    def do_expose(self, arguments):
        self.port = int(arguments)

    def do_volume(self, arguments):
        self.volumes.append(arguments)

    def do_stopsignal(self, arguments):
        self.signal = getattr(signal, arguments)

    def do_healthcheck(self, arguments):
        self.health = json.loads(arguments.split("CMD", 1)[1])

    def do_entrypoint(self, arguments):
        self.entry = json.loads(arguments)

    def command(self, words):
        """A command in the root folder, as the user and in the folder that the Dockerfile has come to."""
        inside = ["/bin/sh", "-c", f'cd {shlex.quote(self.folder)} && exec "$@"', "sh", *words]
        return ["chroot", f"--userspec={self.user}", str(self.root), *inside]

    def run(self, words, **environment):
        return run(*self.command(words), env=self.environment | environment)


def first_stage(instructions, target, work):
    """Makes what the first stage leaves in /app."""
    if LONG:
        say("first stage: the static release build")
        source = work / "source"
        for instruction, arguments in instructions:
            if instruction == "COPY":
                origin, copy = ROOT / arguments.split()[0], source / arguments.split()[1]
                if origin.is_dir():
                    shutil.copytree(origin, copy, symlinks=True, ignore=shutil.ignore_patterns(".build*", "data"))
                else:
                    copy.mkdir(parents=True, exist_ok=True)
                    shutil.copy(origin, copy)
        build = next(arguments for instruction, arguments in reversed(instructions) if instruction == "RUN")
        run("sh", "-c", build.replace("/app", str(target)), cwd=source / "Examples/Chinook")
        return
    say("first stage: the debug build and the toolchain's libraries in its place")
    run("swift", "build", "--package-path", EXAMPLE, "--scratch-path", ROOT / ".build", "--product", "Chinook", "--quiet")
    target.mkdir()
    built = ROOT / ".build/debug"
    shutil.copy(built / "Chinook", target / "chinook")
    for bundle in built.glob("*.resources"):
        shutil.copytree(bundle, target / bundle.name)
    # The other libraries have to come from the Dockerfile's own packages.
    for library in re.findall(r"=> (/\S*/swift/\S+)", run("ldd", built / "Chinook")):
        shutil.copy(library, target)


def own_network():
    """Gives the process a network of its own, whose only interface is its loopback."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "no network of its own")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14s", b"lo", 1, b"")  # IFF_UP
        fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS


def serve(image, log_path):
    with open(log_path, "wb") as log:
        return subprocess.Popen(image.command(image.entry), env=image.environment, stdout=log, stderr=log,
                                preexec_fn=own_network)  # fmt: skip


def in_network_of(process, *command, **options):
    return subprocess.run(["nsenter", "-t", str(process.pid), "-n", *command], capture_output=True, text=True, **options)


def check(image, work):
    log = work / "log"
    expect(image.signal, signal.SIGTERM, "STOPSIGNAL")
    expect(image.user.isdigit() and image.user != "0", True, "whether USER is a number other than root's")
    expect(image.volumes, ["/app/data"], "VOLUME")
    # The status does not matter: there are folders that the user cannot look into.
    look = ["find", "/", "-xdev", "-not", "-type", "l", "-writable", "-not", "-path", "/proc/*", "-not", "-path", "/dev/*"]
    writable = subprocess.run(image.command(look), env=image.environment, capture_output=True, text=True).stdout.split()
    # What every process may write to, and empties itself.
    common = {"/tmp", "/var/tmp", "/run/lock", "/var/lock", "/dev", "/proc"}
    expect([name for name in writable if name not in common], ["/app/data"], "what the user can write to")
    say(f"serves as user {image.user}")
    process = serve(image, log)
    try:
        deadline = time.monotonic() + 60
        while in_network_of(process, *image.command(image.health), env=image.environment).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                fate = "still runs" if process.poll() is None else f"ended with status {process.poll()}"
                raise Failure(f"the container did not become healthy and {fate}; its log says:\n{log.read_text()[-3000:]}")
            time.sleep(0.3)
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        expect(re.search(r"^Uid:\t(\d+)\t(\d+)", status, re.M).groups(), (image.user, image.user), "the process's user")
        expect(re.search(r"^CapEff:\t(\w+)", status, re.M).group(1), "0" * 16, "the process's capabilities")
        page = in_network_of(process, "curl", "-sS", "-o", work / "page", "-w", "%{http_code}", f"http://127.0.0.1:{image.port}/")
        expect(page.stdout, "200", f"the status of the front page ({page.stderr.strip()})")
        tracks = in_network_of(process, "curl", "-sS", f"http://127.0.0.1:{image.port}/api/v1/tracks?per_page=1")
        expect(json.loads(tracks.stdout)["total"], 3503, "the number of tracks")
        database = image.root / "app/data/app.sqlite"
        expect(database.exists() and database.stat().st_uid, int(image.user), "the owner of the database")
        process.send_signal(image.signal)
        expect(process.wait(40), 0, "the exit status after SIGTERM")
        say("is healthy, answers, and ends with status 0")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    unhealthy = subprocess.run(image.command(image.health), env=image.environment | {"PORT": "1"}, capture_output=True)
    if unhealthy.returncode == 0:
        raise Failure("the health check says yes where nothing runs")


def expect(got, wanted, what):
    if got != wanted:
        raise Failure(f"{what}: expected {wanted!r}, got {got!r}")


@contextlib.contextmanager
def work_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-dockerfile-"))
    # Another user's process has to pass through it.
    folder.chmod(0o755)
    # dpkg waits for the disk after each file, which memory does not make it do; the disk serves where that is not allowed.
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3g,mode=755", "tmpfs", folder], capture_output=True)
    try:
        yield folder
    finally:
        for mount in [folder / "root/proc"] + [folder] * (mounted.returncode == 0):
            subprocess.run(["umount", "--lazy", mount], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def main():
    if sys.platform != "linux":
        print("not run: the container is a Linux one")
        return 0
    if os.geteuid() != 0:
        print("FAILED: debootstrap and chroot need root; run this suite as root", file=sys.stderr)
        return 1
    missing = [name for name in ["debootstrap", "chroot", "nsenter", "curl"] if shutil.which(name) is None]
    if missing:
        print(f"FAILED: {', '.join(missing)} not found; scripts/setup.sh test installs what is needed", file=sys.stderr)
        return 1
    start = time.monotonic()
    try:
        build, final = stages((EXAMPLE / "Dockerfile").read_text())
        with work_folder() as work:
            first_stage(build, work / "app", work)
            image = Image(work / "root", work / "app")
            for instruction, arguments in final:
                if instruction == "FROM":
                    say(f"second stage: {arguments} by debootstrap")
                image.do(instruction, arguments)
            if not LONG:
                image.environment["LD_LIBRARY_PATH"] = "/app"
            check(image, work)
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    print(f"the Dockerfile's steps took {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
