"""Atom (RFC 4287) and JSON Feed 1.1: the first page of each collection, what was changed last before the rest."""

import json
from datetime import datetime
from pathlib import Path

import atoma as atoma_package
import feedparser as package
import jsonschema
from lxml import etree

from ..programs import GRAMMAR
from ..service import expect, same

HERE = Path(__file__).resolve().parents[1]
ATOM = "{http://www.w3.org/2005/Atom}"


def _name(record):
    return record.get("title") or record["name"]


def _compare(check, entries):
    """Entries as (id, title, last change), in the order of the feed."""
    records = check.service.feed(check.row.collection)
    wanted = [(check.service.id_of(r["url"]), _name(r), datetime.fromisoformat(r["updatedAt"])) for r in records]
    same("entries", entries, wanted)
    return f"{len(entries)} entries"


def jing(check):
    """With the project's grammar of Atom, or another that ATOM_GRAMMAR names."""
    faults = check.jing()
    expect(not faults, "; ".join(faults[:3]))
    return f"valid by {GRAMMAR.name}"


def lxml(check):
    feed = etree.fromstring(check.answer.body)
    same("root", feed.tag, f"{ATOM}feed")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    for word in ("format=atom", "lang="):
        expect(word in links.get("self", ""), f"self is {links.get('self')!r}, without {word}")
    newest = max((entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")), default=None)
    if newest:
        same("updated", feed.findtext(f"{ATOM}updated"), newest)
    entries = []
    for entry in feed.findall(f"{ATOM}entry"):
        name, title, updated = (entry.findtext(ATOM + member) for member in ("id", "title", "updated"))
        entries.append((name, title, datetime.fromisoformat(updated)))
    return _compare(check, entries)


def feedparser(check):
    feed = package.parse(check.answer.body, response_headers={"content-type": check.row.media_type})
    expect(not feed.bozo, f"{feed.get('bozo_exception')}")
    same("version", feed.version, "atom10")
    entries = [(entry.id, entry.title, datetime.fromisoformat(entry.updated)) for entry in feed.entries]
    for entry in feed.entries:
        expect(entry.get("content") and entry.content[0].value, f"{entry.id} has no content")
        expect(entry.get("published"), f"{entry.id} has no date of publication")
    return _compare(check, entries)


def atoma(check):
    feed = atoma_package.parse_atom_bytes(check.answer.body)
    expect(feed.authors, "the feed has no author")
    return _compare(check, [(entry.id_, entry.title.value, entry.updated) for entry in feed.entries])


def json_feed(check):
    """The schema, and the addresses and dates in it."""
    schema = json.loads((HERE / "jsonfeed.schema.json").read_text())
    document = json.loads(check.answer.body)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    faults = [f"{error.json_path}: {error.message:.200}" for error in validator.iter_errors(document)]
    expect(not faults, "; ".join(faults[:3]))
    same("the first member", next(iter(document)), "version")
    expect("format=jsonfeed" in document["feed_url"] and "lang=" in document["feed_url"], document["feed_url"])
    expect(document.get("next_url") != document["feed_url"], "next_url is feed_url")
    entries = [(i["id"], i["title"], datetime.fromisoformat(i["date_modified"])) for i in document["items"]]
    return _compare(check, entries)


def atoma_json(check):
    feed = atoma_package.parse_json_feed_bytes(check.answer.body)
    return _compare(check, [(item.id_, item.title, item.date_modified) for item in feed.items])
