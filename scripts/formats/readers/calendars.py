"""iCalendar (RFC 5545): four libraries read the days and times that the records have."""

import uuid
from datetime import UTC, date, datetime, timedelta

import icalendar as package
import vobject as other

from ..service import expect, same

# An event may be postponed or cancelled in any language: what stands before the title is not compared.
STATUS = {"cancelled": "CANCELLED", "postponed": "TENTATIVE"}


def _records(check):
    if "/events/" in check.row.address:
        return [check.service.page(check.row.address.split("?")[0])]
    return check.service.records("events")


def _page(record):
    """Where people read a record: on the website of the municipality, otherwise here, in the language of the examples."""
    return record.get("webPage", record["url"].replace("/api/v1/", "/pl/", 1))


def _days(partial):
    """The first day of a day, a month or a year, and the day after its last."""
    parts = [int(part) for part in partial.split("-")]
    first = date(*(parts + [1, 1])[:3])
    if len(parts) == 3:
        return first, first + timedelta(days=1)
    if len(parts) == 2:
        return first, (first + timedelta(days=31)).replace(day=1)
    return first, date(first.year + 1, 1, 1)


def _moment(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def _wanted(record):
    """Start and end as a calendar has them: the end is exclusive, of days as of times; None where JSON has none."""
    if "startsAt" in record:
        return _moment(record["startsAt"]), _moment(record["endsAt"]) if "endsAt" in record else None
    first, _ = _days(record["startDate"])
    _, after = _days(record.get("endDate", record["startDate"]))
    return first, after


def _uid(check, record):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, check.service.id_of(record["url"])))


def _compare(check, events):
    """Events as (uid, start, end, title), in any order."""
    found = {event[0]: event for event in events}
    same("events with an id of their own", len(found), len(events))
    records = _records(check)
    same("events", len(events), len(records))
    timed = 0
    for record in records:
        uid = _uid(check, record)
        expect(uid in found, f"{record['id']}: no event has the UID {uid}")
        _, start, end, title = found[uid]
        first, after = _wanted(record)
        same(f"{record['id']}: start", start, first)
        if after is not None:
            same(f"{record['id']}: end", end, after)
        expect(title.endswith(record["title"]), f"{record['id']}: the title is {title!r}")
        timed += isinstance(first, datetime)
    return f"{len(events)} events, {timed} with times"


def lines(check):
    """The bytes of the lines, of which calendar programs are particular."""
    body = check.answer.body
    expect(body.endswith(b"\r\n"), "the last line has no CR LF")
    expect(body.count(b"\n") == body.count(b"\r") == body.count(b"\r\n"), "a line does not end in CR LF")
    rows = body.split(b"\r\n")
    longest = max(len(row) for row in rows)
    expect(longest <= 75, f"a line has {longest} octets")
    for row in rows:
        row.decode()  # a character that is cut in two cannot be read
    for name in (b"METHOD", b"ORGANIZER", b"ATTENDEE"):
        expect(not any(row.startswith((name + b":", name + b";")) for row in rows), f"there is a {name.decode()}")
    return f"{len(rows) - 1} lines of at most {longest} octets"


def icalendar(check):
    calendar = package.Calendar.from_ical(check.answer.body.decode())
    faults = [error for component in calendar.walk() for error in component.errors]
    same("faults", faults, [])
    records = {_uid(check, record): record for record in _records(check)}
    events = []
    for event in calendar.walk("VEVENT"):
        uid = str(event["UID"])
        expect(uid in records, f"no record has the UID {uid}")
        record = records[uid]
        same(f"{uid}: STATUS", str(event["STATUS"]), STATUS.get(record["status"], "CONFIRMED"))
        same(f"{uid}: LAST-MODIFIED", event.decoded("LAST-MODIFIED"), _moment(record["updatedAt"]))
        same(f"{uid}: SEQUENCE", event["SEQUENCE"], record["revision"])
        same(f"{uid}: URL", str(event["URL"]), _page(record))
        end = event.decoded("DTEND") if "DTEND" in event else None
        events.append((uid, event.decoded("DTSTART"), end, str(event["SUMMARY"])))
    return _compare(check, events)


def vobject(check):
    calendar = other.readOne(check.answer.body.decode())
    calendar.validate(raiseException=True)
    events = []
    for event in calendar.contents.get("vevent", []):
        end = event.dtend.value if hasattr(event, "dtend") else None
        events.append((event.uid.value, _in_utc(event.dtstart.value), _in_utc(end), event.summary.value))
    return _compare(check, events)


def _in_utc(value):
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _in_javascript(check, reader):
    def value(text):
        if text is None:
            return None
        return _moment(text) if "T" in text else date.fromisoformat(text)

    events = check.node(reader)["events"]
    return _compare(check, [(e["uid"], value(e["start"]), value(e["end"]), e["title"]) for e in events])


def ical_js(check):
    return _in_javascript(check, "ical.js")


def node_ical(check):
    return _in_javascript(check, "node-ical")
