"""The dump: everything that is public, as the import takes it."""

from ..service import API, COLLECTIONS, expect, numbers, same


def dump(check):
    service, answer = check.service, check.answer
    expect(answer.body.endswith(b"\n"), "the last line does not end")
    lines = [numbers(line) for line in answer.body.decode().splitlines()]
    same("types", sorted({line["type"] for line in lines} - {*COLLECTIONS, "municipality"}), [])
    for collection in COLLECTIONS:
        found = sorted(line["id"] for line in lines if line["type"] == collection)
        same(collection, found, sorted(record["id"] for record in service.records(collection)))
    expect(all(line.get("state", "published") == "published" for line in lines), "there is a draft in it")
    position, instance = answer.header("Twinning-Position"), answer.header("Twinning-Instance")
    expect(position, "no Twinning-Position")
    changes = service.page(f"{API}/changes?after={position}")
    same("changes after its position", changes["data"], [])
    same("Twinning-Instance", instance, changes["instance"])
    return f"{len(lines)} records at position {position}"
