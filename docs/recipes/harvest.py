#!/usr/bin/env python3
"""Keeps a copy of a twinning data set: at first all of it, and then what has changed.

    python3 harvest.py http://127.0.0.1:8080/api/v1 copy

Each record is a file, copy/partners/oziersk.json. Run it again whenever you like, in a minute or in
a year. With TWINNING_TOKEN in the environment drafts are copied too: into a folder of their own.
"""

import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

api, copy = sys.argv[1], pathlib.Path(sys.argv[2])
state = copy / "state"
token = os.environ.get("TWINNING_TOKEN")
headers = {"Authorization": f"Bearer {token}"} if token else {}


def changes_after(position):
    """A page of changes; None when the position is not one of this data set."""
    url = f"{api}/changes?limit=1000&after={position}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == 409:
            return None
        raise


def apply(change):
    """Does with the copy what a change says."""
    file = copy / change["type"] / f"{change['id']}.json"
    if change["change"] == "saved":
        file.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(change["record"], ensure_ascii=False, separators=(",", ":"))
        file.write_text(line + "\n", encoding="utf-8")
    else:  # removed: it was deleted, or is no longer published; perhaps you never had it
        file.unlink(missing_ok=True)


copy.mkdir(parents=True, exist_ok=True)
instance, position = state.read_text().split() if state.exists() else ("", "0")
while True:
    page = changes_after(position)
    if page is None or page["instance"] != (instance or page["instance"]):
        # Another data set than the one you know, or an older state of it: forget the copy, begin again.
        for file in copy.glob("*/*.json"):
            file.unlink()
        instance, position = "", "0"
        continue
    for change in page["data"]:
        apply(change)
    # Last: whoever is interrupted before gets the same changes again, which does no harm.
    instance, position = page["instance"], page["position"]
    state.write_text(f"{instance} {position}\n")
    if "next" not in page["links"]:
        break

print(len(list(copy.glob("*/*.json"))), "records at position", position)
