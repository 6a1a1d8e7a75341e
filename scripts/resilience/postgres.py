"""A PostgreSQL server to attack: a throw-away one, or one that was named."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

from . import caretaker

# Commits are on the disk, since attacks end the server; everything else has to be quick.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 100
shared_buffers = 32MB
wal_level = minimal
max_wal_senders = 0
max_wal_size = 256MB
jit = off
"""


class NoServer(Exception):
    """There is no PostgreSQL to be had."""


def find_programs():
    """The directory of initdb and postgres, where they are installed."""
    place = os.environ.get("POSTGRES_BIN")
    on_path = shutil.which("initdb")
    places = [place] if place else [on_path and os.path.dirname(on_path)]
    places += sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    places += sorted(map(str, Path("/usr/libexec").glob("postgresql*")), reverse=True)
    for place in filter(None, places):
        if all(os.access(f"{place}/{name}", os.X_OK) for name in ("initdb", "postgres", "psql")):
            return Path(place)
    return None


class Databases:
    """The databases that a run makes on a server."""

    psql = "psql"

    def __init__(self, url):
        self.url, self.templates, self.made, self.kept = url, set(), [], []

    def create(self, name=None, template=None):
        """Creates a database, a copy of another where that is named, and returns its address."""
        name = name or f"resilience_{os.getpid()}_{time.monotonic_ns()}"
        copied = f' TEMPLATE "{template}"' if template else ""
        (self.kept if name.startswith("template_") else self.made).append(name)
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.sql(f'CREATE DATABASE "{name}"{copied}')
        return self.address(name)

    def address(self, name):
        """The address of a database of the server."""
        parts = urllib.parse.urlsplit(self.url)
        return parts._replace(path=f"/{name}").geturl()

    def sql(self, statement, url=None):
        """Runs a statement, and returns what psql prints."""
        done = subprocess.run(
            [self.psql, "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement, url or self.url],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise NoServer(done.stderr.strip())
        return done.stdout.strip()

    def backends(self, url):
        """The process ids of the server that serve a database."""
        name = urllib.parse.urlsplit(url).path[1:]
        statement = f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' AND application_name = 'twinning'"
        return [int(pid) for pid in self.sql(statement).split()]

    def drop_databases(self):
        """Drops the databases of an attack."""
        while self.made:
            self.sql(f'DROP DATABASE IF EXISTS "{self.made.pop()}" WITH (FORCE)')

    def close(self):
        """Drops all databases that were made."""
        self.drop_databases()
        for name in self.kept:
            self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    is_ours = False


class Server(Databases):
    """A throw-away server, whose processes may be killed."""

    is_ours = True

    def __init__(self, programs, port):
        self.programs, self.process = programs, None
        self.psql = str(programs / "psql")
        self.user = self._choose_user()
        self.folder = Path(tempfile.mkdtemp(prefix="resilience-pg-", dir="/tmp"))
        caretaker.folder(self.folder)
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self._initdb(port)
        super().__init__(f"postgres://postgres@127.0.0.1:{port}/postgres")
        self.start()

    @staticmethod
    def _choose_user():
        """PostgreSQL refuses to run as root: as root, its processes belong to another user."""
        if os.getuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise NoServer("no user but root to run PostgreSQL")

    def _options(self):
        user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**user, "cwd": self.folder, "env": {**environment, "LC_ALL": "C", "HOME": str(self.folder)}}

    def _initdb(self, port):
        data = self.folder / "data"
        done = subprocess.run(
            [self.programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C", "--no-sync"],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **self._options(),
        )
        if done.returncode != 0:
            raise NoServer(f"initdb failed: {done.stderr.strip()}")
        with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(SETTINGS.format(port=port, folder=self.folder))

    def start(self, seconds=30):
        """Starts it, and waits until it answers."""
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self._options(),
            )
        caretaker.server(self.process.pid)
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return self.sql("SELECT 1")
            except NoServer:
                time.sleep(0.05)
        raise NoServer((self.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-500:])

    def signal(self, number):
        """Sends a signal to all of its processes."""
        for pid in [self.process.pid, *self._children()]:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def _children(self):
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(path, encoding="ascii") as file:
            return [int(pid) for pid in file.read().split()]

    def drop_databases(self):
        """Drops the databases of an attack, unless the run ended while the server was down: they go with it."""
        try:
            super().drop_databases()
        except NoServer:
            if self.process.poll() is None:
                raise

    def stop_at_once(self):
        """Ends it without a checkpoint: as after a loss of power it recovers when it starts."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        caretaker.gone(self.process.pid)

    def close(self):
        """Ends it; its folder goes with the run."""
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.stop_at_once()
