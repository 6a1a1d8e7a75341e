#!/usr/bin/env python3
"""Keeps a copy of a twinning data set: the first run copies all of it, later runs the changes.

    python3 harvest.py http://127.0.0.1:8080/api/v1 copy

Each record is a file, copy/partners/oziersk.json. Run it again after any interval, a minute or a
year. With TWINNING_TOKEN in the environment drafts are copied too; use a separate folder for them.
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
    """Returns a page of changes, or None if the position does not belong to this data set."""
    url = f"{api}/changes?limit=1000&after={position}"
    try:
        request = urllib.request.Request(url, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == 409:
            return None
        sys.exit(f"{url} answers {error.code}: {error.read().decode(errors='replace')}")
    except OSError as error:
        sys.exit(f"{url} does not answer ({error}). Run it again later: it goes on where it stopped.")


def apply(change):
    """Applies a change to the copy."""
    file = copy / change["type"] / f"{change['id']}.json"
    if change["change"] == "saved":
        file.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(change["record"], ensure_ascii=False, separators=(",", ":"))
        file.write_text(line + "\n", encoding="utf-8")
    else:  # removed: deleted or no longer published; the copy may never have had it
        file.unlink(missing_ok=True)


copy.mkdir(parents=True, exist_ok=True)
instance, position = state.read_text().split() if state.exists() else ("", "0")
while True:
    page = changes_after(position)
    if page is None or page["instance"] != (instance or page["instance"]):
        # Another data set, or an older state of this one: discard the copy and start again.
        for file in copy.glob("*/*.json"):
            file.unlink()
        instance, position = "", "0"
        continue
    for change in page["data"]:
        apply(change)
    # Store the position last: after an interruption the same changes come again, which is harmless.
    instance, position = page["instance"], page["position"]
    state.write_text(f"{instance} {position}\n")
    if "next" not in page["links"]:
        break

print(len(list(copy.glob("*/*.json"))), "records at position", position)
