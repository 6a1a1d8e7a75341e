"""Bodies that are much work to refuse do not keep other writers waiting."""

import itertools
import json
import threading
import time

from ..client import request_bytes
from ..dataset import event

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite",)
WAIT = 1.0  # seconds that another writer may wait


def _participants_csv():
    """A spreadsheet with all columns of 499 participants, a fault in each cell."""
    names = ["name", "role", "organisation", "partner", "head"]
    columns = ["title.pl", "kind", "direction", "status", "startDate"]
    columns += [f"participants.{number}.{name}" for number in range(1, 500) for name in names]
    row = ["Wizyta", "visti", "incomming", "helt", "31.06.2027"] + ["x y z", "", "", "no id", "perhaps"] * 499
    return "\n".join([";".join(columns), *[";".join(row)] * 300]) + "\n"


def _tags(number):
    """So many different tags of languages."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    tags = (f"{a}{b}-{c}{d}" for a in letters for b in letters for c in "ABCDEFGHIJ" for d in "ABCDEFGHIJKLMNOPQRSTU")
    return list(itertools.islice(tags, number))


def _languages_csv(number):
    """A spreadsheet with a column for each of so many languages, and rows that fill them with faults."""
    header = ";".join(["kind", *[f"title.{tag}" for tag in _tags(number)]])
    rows = [";".join(["visti"] + ["x" * 40] * number)] * 10
    return "\n".join([header, *rows]) + "\n"


def _faults_everywhere():
    fields = {f"tytuł{number}": "x" for number in range(40_000)}
    return json.dumps({**event("x"), **fields}, ensure_ascii=False)[: 1 << 20]


BODIES = {
    "a faulty spreadsheet of 499 participants": ("/api/v1/import?type=events", "text/csv", _participants_csv),
    "a dry run of it": ("/api/v1/import?type=events&dryRun=true", "text/csv", _participants_csv),
    "a spreadsheet of 16,000 languages": (
        "/api/v1/import?type=events&dryRun=true", "text/csv", lambda: _languages_csv(16_000)
    ),
    "a header of 141,000 languages": (
        "/api/v1/import?type=events&dryRun=true", "text/csv",
        lambda: ";".join(f"title.{tag}" for tag in _tags(141_000)) + "\nx\n",
    ),
    "a header of 16,000 names that no column has": (
        "/api/v1/import?type=events&dryRun=true", "text/csv",
        lambda: ";".join(f"kolumna {number}" for number in range(16_000)) + "\nx\n",
    ),
    "a line of 100,000 languages": (
        "/api/v1/import", "application/x-ndjson",
        lambda: json.dumps({"type": "events", "id": "x", "translations": dict.fromkeys(_tags(100_000), {})}) + "\n",
    ),
    "50,000 languages": (
        "/api/v1/events", "application/json",
        lambda: json.dumps(event("x", translations=dict.fromkeys(_tags(50_000), {}))),
    ),
    "340,000 empty participants": (
        "/api/v1/events", "application/json", lambda: '{"participants":[' + ",".join(["{}"] * 340_000) + "]}"
    ),
    "340,000 topics of no letter": (
        "/api/v1/events", "application/json", lambda: '{"topics":[' + ",".join(['""'] * 340_000) + "]}"
    ),
    "40,000 unknown fields": ("/api/v1/events", "application/json", _faults_everywhere),
    "50,000 unknown partners": (
        "/api/v1/events", "application/json",
        lambda: json.dumps(event("x", partners=[{"id": f"p{number}"} for number in range(50_000)])),
    ),
    "half a million nested lists": ("/api/v1/events", "application/json", lambda: "[" * 500_000 + "]" * 500_000),
    "one number of a million digits": ("/api/v1/events", "application/json", lambda: '{"x":' + "1" * 1_000_000 + "}"),
    "a title of a million letters": ("/api/v1/events", "application/json", lambda: json.dumps(event("ą" * 170_000))),
    "100,000 faulty lines": (
        "/api/v1/import", "application/x-ndjson", lambda: '{"type":"events","id":"x","kind":"visti"}\n' * 100_000
    ),
    "300,000 lines that are no JSON": ("/api/v1/import", "application/x-ndjson", lambda: "x\n" * 300_000),
}


def run(stage):
    """Sends each body four times at once, and changes another record meanwhile."""
    url = stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url) as service:
        _patches(service, editor, threading.Event(), 20)
        for what, (path, media_type, make) in BODIES.items():
            _beside(stage.report, service, editor, what, path, media_type, make().encode())
        _left_behind(stage.report, service, editor)
    stage.check_is_clean(url)


def _left_behind(report, service, editor):
    """Who sends much work and goes away leaves none of it behind."""
    path, media_type, make = BODIES["a dry run of it"]
    sender = service.client()
    sender.send(request_bytes("POST", path, {**editor, "Content-Type": media_type}, make()))
    time.sleep(0.5)
    sender.close()
    wait = max(_patches(service, editor, threading.Event(), 3))
    report.figure("a spreadsheet whose sender has gone: a PATCH after it, the longest", wait, "s", at_most=WAIT)


def _beside(report, service, editor, what, path, media_type, body):
    headers, done, seen = {**editor, "Content-Type": media_type}, threading.Event(), []

    def send():
        with service.client() as client:
            seen.append(client.request("POST", path, headers, body))

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    ended = threading.Thread(target=lambda: ([sender.join() for sender in senders], done.set()))
    ended.start()
    waits = _patches(service, editor, done)
    ended.join()
    statuses = sorted({answer.status for answer in seen})
    plain = [answer for answer in seen if answer.status < 500 or answer.problem in ("unavailable", "too-slow")]
    report.holds(f"{what}: an answer that says why", len(plain) == 4, f"{statuses} {seen[0].body[:80] if seen else ''}")
    longest = max((answer.seconds for answer in seen), default=0.0)
    report.figure(f"{what}: {'/'.join(map(str, statuses))} after", longest, "s", at_most=10.0)
    report.figure(f"{what}: a PATCH beside them, the longest", max(waits), "s", at_most=WAIT)


def _patches(service, editor, done, least=1):
    """Changes a record again and again; returns how long each took."""
    headers = {**editor, "Content-Type": "application/merge-patch+json", "If-Match": "*"}
    seconds = []
    with service.client() as client:
        while not done.is_set() and len(seconds) < 10_000 or len(seconds) < least:
            patch = {"website": f"https://example.org/{len(seconds)}"}
            answer = client.request("PATCH", "/api/v1/partners/partner-002", headers, patch)
            seconds.append(answer.seconds if answer.status == 200 else float("inf"))
            if least > 1 and len(seconds) >= least:
                break
            time.sleep(0.005)
    return seconds
