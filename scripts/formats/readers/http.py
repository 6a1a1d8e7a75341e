"""What every answer keeps: its media type, its tag, HEAD, 304, and the same bytes each time."""

import re

from ..service import Absent, expect, same

# An address whose only parameter is the format.
BARE = re.compile(r"(/api/.*)\?format=\w+")


def fetch(service, row):
    answer = service.get(row.address)
    if answer.status == 404 or (answer.status == 400 and b"format" in answer.body):
        raise Absent(f"it answers {answer.status}")
    expect(answer.status == 200, f"it answers {answer.status}: {answer.body[:200]!r}")
    same("Content-Type", answer.header("Content-Type"), row.media_type)
    return answer


def http(check):
    service, address, answer = check.service, check.row.address, check.answer
    tag = answer.header("ETag")
    expect(tag, "it has no ETag")
    again = service.get(address)
    same("ETag of the same address", again.header("ETag"), tag)
    expect(again.body == answer.body, "the same address gives other bytes the second time")
    head = service.call("HEAD", address)
    same("status of HEAD", head.status, 200)
    for name in ("Content-Type", "ETag", "Cache-Control", "Content-Disposition", "Vary"):
        same(f"{name} of HEAD", head.header(name), answer.header(name))
    unchanged = service.get(address, If_None_Match=tag)
    same("status with If-None-Match", unchanged.status, 304)
    expect(not unchanged.body, "304 with a body")
    return f"{len(answer.body)} bytes"


def accept(check):
    """`Accept` chooses the same, and a tag that is not that of the JSON."""
    service, answer = check.service, check.answer
    address = BARE.fullmatch(check.row.address)[1]
    accepted = service.get(address, Accept=check.row.media_type.split(";")[0])
    same("Content-Type", accepted.header("Content-Type"), answer.header("Content-Type"))
    expect(accepted.body == answer.body, "other bytes than with `format`")
    expect("Accept" in accepted.header("Vary"), f"Vary is {accepted.header('Vary')!r}")
    plain = service.get(address)
    same("Content-Type without Accept", plain.header("Content-Type"), "application/json")
    expect(plain.header("ETag") != accepted.header("ETag"), "the tag is that of the JSON")
    return "chosen by Accept too"
