"""The command line of scripts/check-replicas."""

import argparse
import os
import signal
import sys
import traceback
from pathlib import Path

from resilience import caretaker, postgres
from resilience.client import NoAnswer
from resilience.report import Report
from resilience.service import NotStarted
from resilience.stage import CommandFailed, Stage, new_home

from . import scenario
from .cluster import Cluster, find_bouncer

WAYS = {"direct": "two instances, each connected to all servers", "pooled": "the same through PgBouncer"}
BINARY = Path(__file__).resolve().parents[2] / "target/release/twinning"


def _arguments(description):
    parser = argparse.ArgumentParser(
        prog="check-replicas", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", nargs="?", type=Path, default=BINARY, metavar="BINARY", help="the program")
    parser.add_argument("--only", choices=WAYS, help="only this way to connect")
    chosen = parser.parse_args()
    if not os.access(chosen.binary, os.X_OK):
        parser.error(f"{chosen.binary} is not there: cargo build --release, or name another program")
    return chosen


def _run(way, stage, programs, bouncer):
    report, cluster = stage.report, None
    report.begin(way, "PostgreSQL", WAYS[way])
    try:
        cluster = Cluster(programs, bouncer if way == "pooled" else None)
        scenario.run(stage, cluster)
    except (NoAnswer, NotStarted, CommandFailed, postgres.NoServer, OSError) as error:
        report.holds("it runs to its end", False, f"{type(error).__name__}: {error}")
        traceback.print_exc(limit=-3)
    finally:
        stage.close()
        if cluster:
            cluster.close()
        report.end()


def main(description):
    """Runs the program."""
    chosen = _arguments(description)
    programs, bouncer = postgres.find_programs(), find_bouncer()
    if programs is None:
        print("check-replicas: no PostgreSQL is installed", file=sys.stderr)
        return 2
    caretaker.start()

    def ended(number, _frame):
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)
    report, home = Report("check-replicas"), new_home()
    try:
        for way in [chosen.only] if chosen.only else WAYS:
            if way == "pooled" and bouncer is None:
                report.skip("pooled: PgBouncer is not installed")
                continue
            _run(way, Stage(home, chosen.binary.resolve(), report, True), programs, bouncer)
        return report.summary()
    finally:
        caretaker.finish()
