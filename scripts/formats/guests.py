"""Records that are hard to write down, which stay as long as the check does.

With the token of an editor they are imported, read in every format, and taken away again by undoing the import. Without
one the formats are checked with the records that are there.
"""

import contextlib
import json
import os
import time

from .service import Fault, expect

NDJSON = "application/x-ndjson"


def _event(name, title, summary=None, **more):
    return {
        "type": "events",
        "id": name,
        "state": "published",
        "translations": {"pl": {"title": title} | ({"summary": summary} if summary else {})},
        "kind": "culture",
        "direction": "outgoing",
        "status": "scheduled",
        **more,
    }


def _records(mark):
    """Days, months, years and times; texts with all that the formats have to escape."""

    def named(word):
        return f"check-{mark}-{word}"

    letters = "Zażółć gęślą jaźń – " * 12
    place = {"name": "Dom Kultury; sala 1, „Pod Dębem”", "location": {"latitude": -54.41, "longitude": -22.0116}}
    return [
        _event(named("formula"), '=1+1 "cytat", średnik; koniec', summary="+48\nwiersz 2\n\n@wiersz 4\\n",
               startDate="2027-02-28"),
        _event(named("markup"), "<b>A & B</b> ]]> &amp; 🎉", summary=letters, startDate="2028-02-28",
               endDate="2028-02-29", place=place),
        _event(named("cancelled"), "Odwołane", status="cancelled", startDate="2027-12-31"),
        _event(named("month"), "W lutym", status="postponed", startDate="2028-02"),
        _event(named("year"), "W roku", startDate="2029"),
        _event(named("times"), "Koncert", startDate="2027-06-16", startTime="17:00", endTime="19:30", place=place),
        _event(named("night"), "Noc", startDate="2027-10-30", endDate="2027-10-31", startTime="22:30",
               endTime="02:30"),
        _event(named("start"), "Początek", startDate="2027-03-28", startTime="02:30", timeZone="Europe/Vilnius"),
        {
            "type": "partners", "id": named("town"), "state": "published", "kind": "municipality", "country": "LT",
            "status": "active", "translations": {"pl": {"name": "-Miasto 'A'\t<&>"}}, "partnerSince": "2015-03",
        },
    ]


@contextlib.contextmanager
def invited(service):
    if not service.token:
        yield
        return
    mark = f"{int(time.time())}-{os.getpid()}"
    lines = "".join(json.dumps(record) + "\n" for record in _records(mark))
    answer = service.write("/import", NDJSON, lines.encode())
    if answer.status != 200:
        raise Fault(f"the records to check with are refused: {answer.body.decode()[:2000]}")
    batch = answer.json()["batch"]
    try:
        yield
    finally:
        undone = service.write(f"/batches/{batch}/undo", "application/json", b"")
        expect(undone.status == 200, f"the records to check with are left: {undone.status} {undone.body[:400]}")
