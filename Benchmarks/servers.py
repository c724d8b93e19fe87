"""The servers that are compared: how each is built, started and seen to be there."""

import os
import shutil
import string
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import api

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".build-bench"
PEERS = ROOT / "Benchmarks/peers"
PRODUCTS = ROOT / "Benchmarks/.build/release"
VENV = ROOT / ".build-bench-venv/bin"
CORES = os.cpu_count() or 1


class Unavailable(Exception):
    """A server that cannot be built or is not installed."""


@dataclass
class Server:
    """One server of the comparison."""

    name: str
    #: Makes the command line for a port, building what it needs; raises `Unavailable`.
    command: callable
    environment: dict = field(default_factory=dict)
    #: Whether thousands of connections may stay open on it at the same time.
    holds_connections: bool = False
    #: The cases that it is measured with and where it answers them; `None` for all, each in the usual place.
    paths: dict | None = None


def run(command, **options):
    """Runs a step of the build; its output is shown only when it fails."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, **options)
    except OSError as error:
        raise Unavailable(f"{command[0]}: {error.strerror}") from error
    if result.returncode != 0:
        last = (result.stderr or result.stdout).strip().splitlines()[-5:]
        raise Unavailable(f"`{' '.join(map(str, command))}` failed: " + " | ".join(last))


def built(product):
    def command(port):
        run(["swift", "build", "-c", "release", "--package-path", ROOT / "Benchmarks", "--product", product])
        return [PRODUCTS / product]

    return command


def with_arguments(command, *arguments):
    return lambda port: [*command(port), *arguments]


def go(port):
    environment = os.environ | {"GOCACHE": str(FOLDER / "go-cache"), "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}
    run(["go", "build", "-o", FOLDER / "go-server", "."], cwd=PEERS / "go", env=environment)
    return [FOLDER / "go-server"]


def nginx(port):
    program = shutil.which("/usr/sbin/nginx") or shutil.which(FOLDER / "nginx/usr/sbin/nginx")
    if not program:
        raise Unavailable("nginx is not installed")
    text = string.Template((PEERS / "nginx.conf").read_text()).safe_substitute(folder=FOLDER, port=port)
    configuration = FOLDER / "nginx.conf"
    configuration.write_text(text)
    return [program, "-p", FOLDER, "-e", "stderr", "-c", configuration]


def python(module, *arguments):
    """A program of the virtual environment; `PORT` in an argument stands for the port."""

    def command(port):
        if not (VENV / "python").exists():
            raise Unavailable(f"there is no {VENV.parent.name}")
        run([VENV / "python", "-c", f"import {module}"], cwd=PEERS / "python", env=python_environment())
        return [VENV / arguments[0], *(argument.replace("PORT", str(port)) for argument in arguments[1:])]

    return command


def python_environment():
    return os.environ | {"PYTHONPYCACHEPREFIX": str(FOLDER / "pycache")}


def gunicorn(module, application):
    # A thread worker is the only one of gunicorn's own that keeps connections open, as every other server here does.
    return python(
        module, "gunicorn", "--bind", "127.0.0.1:PORT", "--workers", str(CORES + 1), "--worker-class", "gthread",
        "--threads", "4", "--keep-alive", "60", "--log-level", "warning", "--worker-tmp-dir", str(FOLDER),
        f"{module}:{application}")


martlet = built("MartletServer")

SERVERS = [
    Server("martlet", martlet),
    Server("martlet-bare", with_arguments(martlet, "--bare")),
    Server("hummingbird", built("HummingbirdServer"), holds_connections=True),
    Server("go", go, holds_connections=True),
    Server("nginx", nginx, holds_connections=True),
    Server("robyn", python("robyn_app", "python", "robyn_app.py", "--processes", str(CORES), "--workers", "1",
                           "--log-level", "WARN")),
    Server("fastapi", python("fastapi_app", "uvicorn", "fastapi_app:app", "--host", "127.0.0.1", "--port", "PORT",
                             "--workers", str(CORES), "--loop", "uvloop", "--http", "httptools", "--no-access-log",
                             "--log-level", "warning")),
    Server("flask", gunicorn("flask_app", "app")),
    Server("django", gunicorn("django_app", "application")),
]

def database_python(module, application="app"):
    return python(
        module, "uvicorn", f"{module}:{application}", "--host", "127.0.0.1", "--port", "PORT", "--workers", str(CORES),
        "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")


#: The servers that ask a PostgreSQL at DATABASE_URL; Martlet's stands first, since it makes and fills the tables.
DATABASE_SERVERS = [
    Server("martlet", built("DatabaseServer")),
    Server("fastapi-asyncpg", database_python("fastapi_asyncpg_app")),
    Server("fastapi-sqlalchemy", database_python("fastapi_sqlalchemy_app")),
    Server("flask-sqlalchemy", gunicorn("flask_sqlalchemy_app", "app")),
    Server("django", gunicorn("django_database_app", "application")),
]

#: The servers of the API layer, on the tables that Martlet's makes and fills.
API_SERVERS = [
    Server("martlet", built("APIServer"), paths=api.PATHS),
    Server("martlet-unchecked", built("APIServer"), paths={api.ORDERS: api.UNCHECKED}),
    Server("fastapi", database_python("fastapi_api_app"), paths={api.ORDERS: api.PATHS[api.ORDERS]}),
    Server("django-rest", gunicorn("django_rest_app", "application"), paths={api.LIST: api.PATHS[api.LIST]}),
]

#: What the memory targets are about: the smallest application there is, as a user builds it.
HELLO = Server("hello", built("Hello"), holds_connections=True)


def chosen(only, servers):
    """The servers whose name, or the part before its dash, is in the list; all without one."""
    if not only:
        return servers
    known = {name for server in SERVERS + DATABASE_SERVERS + API_SERVERS
             for name in (server.name, server.name.split("-")[0])}
    if unknown := [name for name in only if name not in known]:
        raise SystemExit(f"run.py: no server `{unknown[0]}`; there are " + ", ".join(sorted(known)))
    return [server for server in servers if server.name in only or server.name.split("-")[0] in only]
