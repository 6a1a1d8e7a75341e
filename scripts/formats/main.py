"""The command line: which rows of the table are checked, one after the other, and how it ends."""

import argparse
import contextlib
import fnmatch
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import guests
from .programs import Programs
from .readers import feeds, webhooks
from .service import Absent, Fault, Service, Skipped
from .table import IN_NODE, Row, rows


@dataclass
class Check:
    """A row with its answer, as a reader gets it."""

    service: Service
    row: Row
    answer: object
    file: Path
    programs: Programs | None = None

    def node(self, name):
        """What a program in Node.js says of the answer."""
        return self.programs.node(self.file, name)

    def jing(self):
        """The faults that jing finds in the answer."""
        return self.programs.jing(self.file)


class Report:
    def __init__(self, allow_absent):
        self.allow_absent = allow_absent
        self.counts = {"ok": 0, "absent": 0, "skipped": 0, "FAILED": 0}

    def line(self, outcome, what, detail):
        self.counts[outcome] += 1
        print(f"check-formats: {what}: {outcome}" + (f" ({detail})" if detail else ""), flush=True)

    def absent(self, what, detail):
        self.line("absent" if self.allow_absent else "FAILED", what, detail)

    def run(self, what, read, *arguments):
        """Runs a reader; whatever it raises is a failure of this check alone."""
        try:
            self.line("ok", what, read(*arguments))
        except Absent as reason:
            self.absent(what, reason)
        except Skipped as reason:
            self.line("skipped", what, reason)
        except Fault as fault:
            self.line("FAILED", what, fault)
        except Exception as error:  # a reader that cannot read says so in many ways
            self.line("FAILED", what, f"{type(error).__name__}: {error}"[:600])

    def end(self):
        print("check-formats: " + ", ".join(f"{count} {name}" for name, count in self.counts.items() if count))
        return 1 if self.counts["FAILED"] else 0


def _arguments(description):
    parser = argparse.ArgumentParser(
        prog="check-formats", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", metavar="BASE_URL", help="where the service listens")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN", help="only addresses like these, say '*atom*'")
    parser.add_argument("--allow-absent", action="store_true", help="formats that the service lacks are no failure")
    parser.add_argument("--list", action="store_true", help="list the addresses with their readers")
    return parser.parse_intermixed_args()


def _start_programs(checks):
    node = {}
    for check in checks:
        names = [IN_NODE[reader] for reader in check.row.readers if reader in IN_NODE]
        if names:
            node[check.file] = names
    return Programs(node, [check.file for check in checks if feeds.jing in check.row.readers])


def _name(reader):
    return reader.__name__.replace("_", "-")


def _fetch(service, table, folder, report):
    checks = []
    for number, row in enumerate(table):
        try:
            answer = row.fetch(service, row)
        except Absent as reason:
            report.absent(row.address, reason)
            continue
        except Exception as fault:
            report.line("FAILED", row.address, fault)
            continue
        file = folder / f"{number}"
        file.write_bytes(answer.body)
        checks.append(Check(service, row, answer, file))
    return checks


def _check(service, options):
    report = Report(options.allow_absent)
    patterns = options.patterns or ["*"]
    table = [row for row in rows(service) if any(fnmatch.fnmatch(row.address, pattern) for pattern in patterns)]
    if options.list:
        for row in table:
            print(row.address, *map(_name, row.readers))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        checks = _fetch(service, table, Path(folder), report)
        with contextlib.closing(_start_programs(checks)) as programs:
            for check in checks:
                check.programs = programs
                for reader in check.row.readers:
                    report.run(f"{check.row.address}: {_name(reader)}", reader, check)
    if not options.patterns:
        report.run("webhook", webhooks.delivered, service)
    return report.end()


def main(description):
    options = _arguments(description)
    environment = os.environ
    try:
        service = Service(options.base, environment.get("CHECK_TOKEN"), environment.get("CHECK_ID_BASE"))
        with guests.invited(service):
            return _check(service, options)
    except (Fault, OSError) as error:
        print(f"check-formats: {error}", file=sys.stderr)
        return 2
