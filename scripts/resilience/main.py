"""The command line: which attacks run, on which databases, and how the run ends."""

import argparse
import importlib
import os
import resource
import signal
import socket
import sys
import traceback
from pathlib import Path

from . import caretaker, postgres
from .client import NoAnswer
from .report import Report
from .service import NotStarted
from .stage import CommandFailed, Stage, new_home

# In the order in which they run: the quick ones first.
ATTACKS = [
    "tokens", "visibility", "secrets", "small", "file", "writer", "costly", "compression", "stalled",
    "resources", "overload", "rate_limits", "kills", "commands", "disk", "outcome", "postgresql",
]
BINARY = Path(__file__).resolve().parents[2] / "target/release/twinning"


def _arguments(description):
    parser = argparse.ArgumentParser(
        prog="check-resilience", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", nargs="?", type=Path, default=BINARY, metavar="BINARY", help="the program")
    parser.add_argument("--only", nargs="+", choices=ATTACKS, metavar="NAME", help="only these attacks")
    parser.add_argument("--short", action="store_true", help="what fits into continuous integration, in 3 minutes")
    parser.add_argument("--postgres", metavar="URL", help="this server, as a superuser, instead of a throw-away one")
    parser.add_argument("--sqlite", action="store_true", help="only SQLite")
    parser.add_argument("--list", action="store_true", help="list the attacks")
    chosen = parser.parse_args()
    if not chosen.list and not os.access(chosen.binary, os.X_OK):
        parser.error(f"{chosen.binary} is not there: cargo build --release, or name another program")
    return chosen


def _module(name):
    return importlib.import_module(f"{__package__}.attacks.{name}")


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _server(url, report):
    """The PostgreSQL server to attack, if there is one."""
    programs = postgres.find_programs()
    if url:
        databases = postgres.Databases(url)
        databases.psql = str(programs / "psql") if programs else "psql"
        databases.sql("SELECT 1")
        return databases
    if programs is None:
        report.skip("no PostgreSQL is installed, and none is named with --postgres")
        return None
    return postgres.Server(programs, _free_port())


def _attack(name, module, stage):
    """Runs one attack; whatever goes wrong is counted as missed, and the next one runs."""
    database = "PostgreSQL" if stage.postgres else "SQLite"
    stage.report.begin(name, database, module.__doc__.strip().splitlines()[0])
    try:
        module.run(stage)
    except (NoAnswer, NotStarted, CommandFailed, postgres.NoServer, OSError) as error:
        stage.report.holds("the attack runs to its end", False, f"{type(error).__name__}: {error}")
        traceback.print_exc(limit=-3)
    finally:
        stage.close()
        stage.report.end()


def _run(chosen):
    report = Report()
    names = [name for name in ATTACKS if not chosen.only or name in chosen.only]
    modules = [(name, _module(name)) for name in names]
    home, binary = new_home(), chosen.binary.resolve()

    def on(database):
        chosen_by_name = not chosen.short or chosen.only
        return [one for one in modules if database in (one[1].DATABASES if chosen_by_name else one[1].SHORT)]

    for name, module in on("sqlite"):
        _attack(name, module, Stage(home, binary, report, chosen.short))
    later = on("postgres")
    server = _server(chosen.postgres, report) if later and not chosen.sqlite else None
    if server is not None:
        try:
            for name, module in later:
                _attack(name, module, Stage(home, binary, report, chosen.short, server))
        finally:
            server.close()
    return report.summary()


def main(description):
    """Runs the program."""
    chosen = _arguments(description)
    if chosen.list:
        for name in ATTACKS:
            print(f"{name:12} {_module(name).__doc__.strip().splitlines()[0]}")
        return 0
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    caretaker.start()

    def ended(number, _frame):
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)
    try:
        return _run(chosen)
    except postgres.NoServer as error:
        print(f"check-resilience: {error}", file=sys.stderr)
        return 2
    finally:
        caretaker.finish()
