#!/bin/sh
# Keeps a copy of a twinning data set: the first run copies all of it, later runs the changes.
#
#     sh harvest.sh http://127.0.0.1:8080/api/v1 copy
#
# Each record is a file, copy/partners/oziersk.json. Run it again after any interval, a minute or a
# year. With TWINNING_TOKEN in the environment drafts are copied too; use a separate folder for them.
# Needs curl, and python3 to read JSON.
set -eu
api=$1 copy=$2
mkdir -p "$copy"
[ -s "$copy/position" ] || echo 0 >"$copy/position"

# Applies a page of changes and prints how to continue: more, done or again.
apply='
import json, pathlib, sys
copy = pathlib.Path(sys.argv[1])
page = json.loads((copy / "page").read_text(encoding="utf-8"))
known = copy / "instance"
if known.exists() and known.read_text() != page["instance"]:
    sys.exit(print("again"))
for change in page["data"]:
    file = copy / change["type"] / (change["id"] + ".json")
    if change["change"] == "saved":
        file.parent.mkdir(exist_ok=True)
        line = json.dumps(change["record"], ensure_ascii=False, separators=(",", ":"))
        file.write_text(line + "\n", encoding="utf-8")
    else:
        file.unlink(missing_ok=True)
known.write_text(page["instance"])
(copy / "position").write_text(page["position"] + "\n")
print("more" if "next" in page["links"] else "done")
'

next=more
while [ "$next" != done ]; do
    url="$api/changes?limit=1000&after=$(cat "$copy/position")"
    status=$(curl -sS -o "$copy/page" -w '%{http_code}' \
        ${TWINNING_TOKEN:+-H "Authorization: Bearer $TWINNING_TOKEN"} "$url")
    case $status in
        200) next=$(python3 -c "$apply" "$copy") ;;
        409) next=again ;; # the position does not belong to this data set
        *) cat "$copy/page" >&2 && exit 1 ;;
    esac
    if [ "$next" = again ]; then # another data set, or an older state of this one: discard the copy
        rm -f "$copy"/*/*.json "$copy/instance"
        echo 0 >"$copy/position"
    fi
done
rm -f "$copy/page"
echo "$(find "$copy" -mindepth 2 -name '*.json' | wc -l) records at position $(cat "$copy/position")"
