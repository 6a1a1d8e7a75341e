"""The operator's commands run while editors write: neither disturbs the other."""

import threading
import time

from .. import dataset, writers

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite", "postgres")
IMPORTED = 2_000


def run(stage):
    """One command after the other beside four writers, and then a restore."""
    url, report = stage.database("few"), stage.report
    editor = stage.editor(url)
    file = stage.folder / "more.ndjson"
    dataset.write(file, dataset.many(IMPORTED if stage.short else 5 * IMPORTED))
    with stage.serve(url) as service:
        backups = [stage.folder / "backup-1", stage.folder / "backup-2"]
        commands = [
            ("export", "--output", stage.folder / "out.ndjson"),
            ("backup", backups[0]),
            ("backup", backups[1], "--portable"),
            ("check",),
            ("token", "create", "Anna Nowak", "--role", "reader"),
            ("import", file),
            ("erase-person", "Anna Nowak", "--yes"),
        ]
        attempts = [attempt for command in commands for attempt in _beside(stage, service, editor, url, command)]
        refused = [attempt for attempt in attempts if attempt.status not in (201, 503)]
        report.figure("answers other than 201 and 503", len(refused), at_most=0)
        writers.compare(stage, url, attempts)
        writers.repeat(stage, url, service, editor, attempts[-50:])
        for backup in backups:
            _restore(stage, service, editor, url, backup)
    stage.check_is_clean(url)


def _beside(stage, service, editor, url, command):
    """A command beside writers; returns what these were told."""
    with writers.Writers(service, editor, 4) as running:
        time.sleep(0.2)
        began = time.monotonic()
        done = stage.command(*command, url=url)
        seconds = time.monotonic() - began
        time.sleep(0.2)
    what = f"{command[0]}{' --portable' if '--portable' in command else ''} beside four writers"
    stage.report.holds(f"{what}: it succeeds", done.returncode == 0, done.stderr[-300:])
    longest = max(attempt.seconds for attempt in running.attempts)
    refused = sum(attempt.status != 201 for attempt in running.attempts)
    stage.report.figure(f"{what} ({seconds:.1f} s): the longest write", longest, "s", at_most=12.0)
    stage.report.figure("  writes that are refused", refused)
    return running.attempts


def _restore(stage, service, editor, url, backup):
    """A backup that was made beside writers is whole, and is restored beside readers and writers."""
    over, statuses = threading.Event(), []

    def read():
        with service.client() as client:
            while not over.is_set():
                statuses.append(client.get("/api/v1/events?limit=1").status)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    with writers.Writers(service, editor, 2) as running:
        time.sleep(0.2)
        done = stage.command("restore", backup, "--replace", url=url)
        time.sleep(0.2)
    over.set()
    reader.join()
    what = f"restore of {backup.name} beside readers and writers"
    stage.report.holds(f"{what}: it succeeds", done.returncode == 0, done.stderr[-300:])
    told = {attempt.status for attempt in running.attempts}
    stage.report.holds(f"{what}: writers get 201, 401 or 503", told <= {201, 401, 503}, told)
    stage.report.holds(f"{what}: readers get 200", set(statuses) == {200}, set(statuses))
