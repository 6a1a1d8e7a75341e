"""What an attack works with: folders, databases with data in them, services and commands."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import caretaker, dataset
from .service import Service


class CommandFailed(Exception):
    """A command that an attack relies on failed."""


class Stage:
    """The surroundings of one attack on one kind of database."""

    def __init__(self, home, binary, report, short, postgres=None):
        self.home, self.binary, self.report, self.short, self.postgres = home, binary, report, short, postgres
        self.folder = Path(tempfile.mkdtemp(prefix="attack-", dir=home))
        self.services = []

    @property
    def events(self):
        """The number of events of the data set `many`."""
        return 10_000 if self.short else 100_000

    def database(self, name):
        """A new database with the data set `many`, `few` or `large`; returns its address."""
        return self._postgres_database(name) if self.postgres else f"sqlite://{self._sqlite_file(name)}"

    def file_of(self, url):
        """The file of a SQLite database."""
        return Path(url.removeprefix("sqlite://"))

    def _sqlite_file(self, name):
        """Each data set is imported once, and its file copied; nobody uses the original any more."""
        original = self.home / f"{name}.db"
        if not original.exists():
            self._import(name, f"sqlite://{original}")
        folder = Path(tempfile.mkdtemp(prefix="database-", dir=self.folder))
        shutil.copy(original, folder / "twinning.db")
        return folder / "twinning.db"

    def _postgres_database(self, name):
        if name not in self.postgres.templates:
            self._import(name, self.postgres.create(f"template_{name}"))
            self.postgres.templates.add(name)
        return self.postgres.create(template=f"template_{name}")

    def _import(self, name, url):
        records = {"few": dataset.few, "large": dataset.large, "many": lambda: dataset.many(self.events)}[name]()
        file = self.home / f"{name}.ndjson"
        if not file.exists():
            dataset.write(file, records)
        self.run("import", file, url=url)

    def serve(self, url, *arguments, environment=None):
        """Starts a service, which ends with the attack at the latest."""
        service = Service(self.binary, url, self.folder / "service.log", arguments, environment)
        self.services.append(service)
        return service

    def command(self, *arguments, url=None, environment=None, timeout=600, standard_input=None):
        """Runs a command of the program, and returns what became of it."""
        environment = {**os.environ, "RUST_LOG": "warn", **(environment or {})}
        if url is not None:
            environment["DATABASE_URL"] = url
        return subprocess.run(
            [self.binary, *map(str, arguments)], env=environment, timeout=timeout, check=False, text=True,
            stdin=standard_input or subprocess.DEVNULL, capture_output=True, cwd=self.folder, errors="replace",
        )

    def run(self, *arguments, url=None):
        """Runs a command that has to succeed, and returns its standard output."""
        done = self.command(*arguments, url=url)
        if done.returncode != 0:
            raise CommandFailed(f"twinning {arguments[0]}: {(done.stderr or done.stdout).strip()[-500:]}")
        return done.stdout

    def editor(self, url):
        """The headers of an editor who writes JSON."""
        token = self.run("token", "create", "check-resilience", "--role", "editor", url=url).strip()
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def check_is_clean(self, url, what="twinning check afterwards"):
        """`check` finds no fault."""
        done = self.command("check", url=url)
        self.report.holds(f"{what}: no fault", done.returncode == 0, (done.stdout + done.stderr).strip()[:300])

    def ids(self, url, collection="events"):
        """The ids of the records of a collection, drafts included."""
        lines = map(json.loads, self.run("export", url=url).splitlines())
        return [line["id"] for line in lines if line["type"] == collection]

    def close(self):
        """Ends the services and removes the files of the attack."""
        for service in self.services:
            service.kill()
        if self.postgres:
            self.postgres.drop_databases()
        shutil.rmtree(self.folder, ignore_errors=True)


def new_home():
    """The folder of a run, which is gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="check-resilience-"))
    caretaker.folder(home)
    return home
