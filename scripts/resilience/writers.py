"""Editors who create events without a pause, and remember what they were told."""

import collections
import itertools
import json
import threading
import time
import uuid

from .client import NoAnswer
from .dataset import event

EVENTS = "/api/v1/events"
_runs = itertools.count(1)


class Attempt:
    """One request to create an event, and its answer; the status is 0 without an answer."""

    def __init__(self, title):
        self.title, self.key = title, str(uuid.uuid4())
        self.status, self.problem, self.seconds = 0, "", 0.0

    def send(self, client, editor):
        """Sends it, for the first time or again."""
        began = time.monotonic()
        try:
            answer = client.request("POST", EVENTS, {**editor, "Idempotency-Key": self.key}, event(self.title))
            self.status, self.problem = answer.status, answer.problem
        except NoAnswer:
            self.status, self.problem = 0, ""
        self.seconds = time.monotonic() - began
        return self.status

    @property
    def says_not_written(self):
        """Whether the answer says that nothing was written."""
        return self.status in (400, 401, 409, 412, 413, 429, 503) and self.problem != "outcome-unknown"


class Writers:
    """Threads that create events, until they are told to stop."""

    def __init__(self, service, editor, count):
        self.editor, self.attempts, self.service = editor, [], service
        self._over, self._run = threading.Event(), next(_runs)
        self._threads = [threading.Thread(target=self._write, args=(number,), daemon=True) for number in range(count)]

    def _write(self, number):
        with self.service.client() as client:
            for turn in itertools.count():
                if self._over.is_set():
                    return
                attempt = Attempt(f"Wpis {self._run} {number} {turn}")
                attempt.send(client, self.editor)
                self.attempts.append(attempt)
                if attempt.status != 201:
                    time.sleep(0.02)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()


def titles(stage, url):
    """How often each title is in the database."""
    lines = map(json.loads, stage.run("export", url=url).splitlines())
    return collections.Counter(line["translations"]["pl"]["title"] for line in lines if line["type"] == "events")


def _told(attempts):
    told = collections.Counter(f"{attempt.status or 'no answer'} {attempt.problem}".strip() for attempt in attempts)
    return ", ".join(f"{count} x {answer}" for answer, count in sorted(told.items()))


def compare(stage, url, attempts, what=""):
    """Compares what the editors were told with what is in the database."""
    report, there, before = stage.report, titles(stage, url), f"{what}: " if what else ""
    report.note(f"{before}{_told(attempts)}")
    lost = [attempt.title for attempt in attempts if attempt.status == 201 and not there[attempt.title]]
    report.figure(f"{before}acknowledged and lost", len(lost), at_most=0)
    denied = [attempt for attempt in attempts if attempt.says_not_written and there[attempt.title]]
    report.figure(f"{before}refused and written all the same", len(denied), at_most=0)
    if denied:
        report.note(f"{_told(denied)}: {', '.join(attempt.title for attempt in denied[:5])}")
    report.figure(f"{before}written twice", sum(count > 1 for count in there.values()), at_most=0)


def repeat(stage, url, service, editor, attempts, what=""):
    """Sends each request again that was not acknowledged, with its key: then each record is there once."""
    before = f"{what}: " if what else ""
    again = [attempt for attempt in attempts if attempt.status != 201]
    with service.client() as client:
        refused = [attempt.send(client, editor) for attempt in again]
    refused = [status for status in refused if status != 201]
    stage.report.figure(f"{before}of {len(again)} sent again with their keys, not 201", len(refused), at_most=0)
    there = titles(stage, url)
    wrong = sum(there[attempt.title] != 1 for attempt in attempts)
    stage.report.figure(f"{before}records that are there other than once", wrong, at_most=0)


def first_success(service, editor, patience=35):
    """How long it takes until an event is created again; infinite if it is not within the time."""
    began = time.monotonic()
    with service.client() as client:
        while time.monotonic() - began < patience:
            attempt = Attempt(f"Znowu {next(_runs)} {time.monotonic_ns()}")
            if attempt.send(client, editor) == 201:
                return time.monotonic() - began
            time.sleep(0.05)
    return float("inf")
