"""The disk fails or is full: nothing acknowledged is lost, and the service goes on when it works again."""

import errno
import os
import shutil
import time

from .. import disk_faults, writers
from ..disk_faults import READS, SYNCS, TRUNCATES, WRITES

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
FAULTS = {
    "EIO of a write": (errno.EIO, WRITES),
    "ENOSPC of a write": (errno.ENOSPC, WRITES),
    "EIO of a sync": (errno.EIO, SYNCS),
    "EIO of a truncation": (errno.EIO, TRUNCATES),
    "EIO of a read": (errno.EIO, READS),
}


def run(stage):
    """Single faults, lasting ones, faults before a kill, and a full disk."""
    try:
        faults = disk_faults.DiskFaults(stage)
    except disk_faults.NoCompiler as error:
        stage.report.skip(str(error))
        return
    for what, (error, operations) in FAULTS.items():
        _single(stage, faults, what, error, operations)
        _lasting(stage, faults, what, error, operations)
        if operations & (WRITES | SYNCS):
            _then_killed(stage, faults, what, error, operations)
    _full_disk(stage)


def _posts(service, editor, count):
    attempts = [writers.Attempt(f"Próba {time.monotonic_ns()} {number}") for number in range(count)]
    with service.client() as client:
        for attempt in attempts:
            attempt.send(client, editor)
    return attempts


def _single(stage, faults, what, error, operations):
    """Only the k-th call fails."""
    url, attempts, recoveries, failed = stage.database("few"), [], [], 0
    editor, what = stage.editor(url), f"one {what}"
    with stage.serve(url, environment=faults.environment) as service:
        for number in [1, 2, 3, 5, 8, 13, 21] if stage.short else [*range(1, 41), 60, 100, 200]:
            faults.fail(error, operations, number, number)
            attempts += _posts(service, editor, 4)
            failed += faults.stop()
            recoveries.append(writers.first_success(service, editor, 10))
        service.kill()
    stage.report.figure(f"{what}: calls that failed", failed)
    stage.report.figure(f"{what}: writes again after, the longest", max(recoveries), "s", at_most=3.0)
    _restarted(stage, url, editor, attempts, what)


def _lasting(stage, faults, what, error, operations):
    """All calls fail for a while, with readers and writers."""
    url, report, what = stage.database("few"), stage.report, f"lasting {what}"
    editor = stage.editor(url)
    with stage.serve(url, environment=faults.environment) as service:
        attempts = _posts(service, editor, 5)
        faults.fail(error, operations)
        with writers.Writers(service, editor, 4) as running, service.client() as client:
            read = []
            end = time.monotonic() + (1.0 if stage.short else 3.0)
            while time.monotonic() < end:
                read.append(client.get(f"/api/v1/events?q=wpis&from=19{90 + len(read) % 10}-01-01").status)
                time.sleep(0.02)
        failed = faults.stop()
        recovery = writers.first_success(service, editor)
        attempts += running.attempts
        writers.repeat(stage, url, service, editor, running.attempts[-20:], what)
        service.kill()
    report.figure(f"{what}: calls that failed", failed)
    if not operations & READS:
        report.figure(f"{what}: readers that are refused", sum(status != 200 for status in read), at_most=0)
    vague = [attempt for attempt in attempts if attempt.status != 201 and not attempt.problem]
    report.figure(f"{what}: writers without an answer that says why", len(vague), at_most=0)
    report.figure(f"{what}: answers 500, which blame the program",
                  sum(attempt.status == 500 for attempt in attempts) + read.count(500), at_most=0)
    report.figure(f"{what}: writes again after", recovery, "s", at_most=5.0)
    _restarted(stage, url, editor, attempts, what)


def _then_killed(stage, faults, what, error, operations):
    """The service is killed while the disk still fails: what it refused must not appear."""
    what, together = f"{what}, then a kill", []
    url = stage.database("few")
    editor = stage.editor(url)
    for number in [1, 2, 4] if stage.short else range(1, 13):
        with stage.serve(url, environment=faults.environment) as service:
            together += _posts(service, editor, 2)
            faults.fail(error, operations, number)
            together += _posts(service, editor, 3)
            service.kill()
            faults.stop()
        with stage.serve(url) as service:
            service.wait_until_ready()
            service.kill()
    _restarted(stage, url, editor, together, what)


def _restarted(stage, url, editor, attempts, what):
    with stage.serve(url) as service:
        service.wait_until_ready()
        writers.compare(stage, url, attempts, what)
        service.stop()
    stage.check_is_clean(url, f"{what}: check")


def _full_disk(stage):
    """A file system without space, which then has some again."""
    folder = stage.folder / "disk"
    if os.getuid() != 0 or disk_faults.small_disk(folder, 8) is None:
        stage.report.skip("a full disk: not allowed to mount one")
        return
    try:
        _fill_and_free(stage, folder)
    finally:
        for service in stage.services:
            service.kill()
        disk_faults.unmount(folder)


def _fill_and_free(stage, folder):
    report, what = stage.report, "a full disk"
    shutil.copy(stage.file_of(stage.database("few")), folder / "twinning.db")
    url = f"sqlite://{folder}/twinning.db"
    editor = stage.editor(url)
    with stage.serve(url) as service:
        attempts = _posts(service, editor, 5)
        disk_faults.fill(folder / "filler")
        attempts += (full := _posts(service, editor, 200))
        refused = [attempt for attempt in full if attempt.status != 201]
        report.figure(f"{what}: of 200 writes, refused", len(refused), at_least=1)
        report.holds(f"{what}: all of them with 503", {attempt.status for attempt in refused} <= {503}, refused[:1])
        with service.client() as client:
            report.holds(f"{what}: reading works", client.get("/api/v1/events").status == 200)
        os.unlink(folder / "filler")
        report.figure(f"{what}: writes again after", writers.first_success(service, editor), "s", at_most=5.0)
        service.kill()
    _restarted(stage, url, editor, attempts, what)
