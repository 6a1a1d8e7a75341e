"""The one table: each address, the format that it is asked for, and the programs that have to read the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from .readers import calendars, catalogue, discovery, exchange, feeds, geo, http, linked, portal, tables
from .service import API, COLLECTIONS

TEXT = "text/plain; charset=utf-8"
LINKSET = f'application/linkset+json; profile="{discovery.PROFILE}"'

CSV = [tables.csv_cells, tables.frictionless]
GEOJSON = [geo.features, geo.geojson, geo.check_geojson]
ICS = [calendars.lines, calendars.icalendar, calendars.vobject, calendars.ical_js, calendars.node_ical]
ATOM = [feeds.lxml, feeds.jing, feeds.feedparser, feeds.atoma]
JSON_FEED = [feeds.json_feed, feeds.atoma_json]
JSON_LD = [linked.pyld, linked.rdflib]

# The programs in Node.js, which read all files in one run.
IN_NODE = {
    geo.check_geojson: "check-geojson",
    calendars.ical_js: "ical.js",
    calendars.node_ical: "node-ical",
    linked.pyld: "jsonld.js",
}

CSV_TYPE = "text/csv; charset=utf-8; header=present"

# Format, what is asked for beside `format=`, media type, readers, and the collections that have it.
LISTS = [
    ("csv", "comma", "", CSV_TYPE, [*CSV, tables.taken_back], COLLECTIONS),
    ("csv", "semicolon", "&delimiter=;", CSV_TYPE, [*CSV, tables.taken_back], COLLECTIONS),
    ("csv", "tab", "&delimiter=tab", "text/csv; charset=utf-8; header=present", CSV, COLLECTIONS),
    ("xlsx", "", "", tables.XLSX, [tables.openpyxl, tables.taken_back], COLLECTIONS),
    ("ndjson", "", "", "application/x-ndjson", [tables.ndjson], COLLECTIONS),
    ("geojson", "", "", "application/geo+json", GEOJSON, ("events", "partners")),
    ("ics", "", "", "text/calendar; charset=utf-8", ICS, ("events",)),
    ("atom", "", "", "application/atom+xml; charset=utf-8", ATOM, COLLECTIONS),
    ("jsonfeed", "", "", "application/feed+json", JSON_FEED, COLLECTIONS),
    ("jsonld", "", "", "application/ld+json", JSON_LD, COLLECTIONS),
]

# The same of one record: format, media type, readers, and the collections of which the first record is asked for.
RECORDS = [
    ("geojson", "application/geo+json", GEOJSON, ("events", "partners")),
    ("ics", "text/calendar; charset=utf-8", ICS, ("events",)),
    ("jsonld", "application/ld+json", JSON_LD, COLLECTIONS),
]

# Addresses by themselves: address, media type, readers.
ADDRESSES = [
    (f"{API}/municipality?format=geojson", "application/geo+json", GEOJSON),
    (f"{API}/municipality?format=jsonld", "application/ld+json", JSON_LD),
    ("/events.ics", "text/calendar; charset=utf-8", ICS),
    ("/dump.ndjson", "application/x-ndjson", [exchange.dump, tables.taken_back]),
    ("/catalog", "text/turtle", [catalogue.negotiated]),
    ("/catalog.ttl", "text/turtle", [catalogue.graph, catalogue.shacl, catalogue.distributions]),
    ("/catalog.rdf", "application/rdf+xml", [catalogue.graph]),
    ("/catalog.xml", "application/rdf+xml", [catalogue.graph]),
    ("/catalog.jsonld", "application/ld+json", [catalogue.graph]),
    (portal.XML, "application/xml; charset=utf-8", [portal.wanted]),
    ("/sitemap.xml", "application/xml; charset=utf-8", [discovery.sitemap]),
    ("/robots.txt", TEXT, [discovery.robots]),
    ("/llms.txt", TEXT, [discovery.llms]),
    ("/.well-known/api-catalog", LINKSET, [discovery.api_catalog]),
]


@dataclass
class Row:
    address: str
    media_type: str
    readers: list[Callable]
    collection: str | None = None
    variant: str = ""
    fetch: Callable = field(default=http.fetch)

    def __post_init__(self):
        if self.address.startswith("/dane-gov-pl."):
            self.fetch = portal.fetch
        else:
            accept = [http.accept] if http.BARE.fullmatch(self.address) else []
            self.readers = [http.http, *accept, *self.readers]


def rows(service):
    table = []
    for name, variant, more, media_type, readers, collections in LISTS:
        for collection in collections:
            address = f"{API}/{collection}?format={name}{quote(more, safe='&=')}"
            table.append(Row(address, media_type, readers, collection, variant))
    for name, media_type, readers, collections in RECORDS:
        for collection in collections:
            for record in service.records(collection)[:1]:
                address = f"{API}/{collection}/{record['id']}?format={name}"
                table.append(Row(address, media_type, readers))
    return table + [Row(*address) for address in ADDRESSES]
