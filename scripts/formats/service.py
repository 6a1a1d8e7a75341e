"""The service that is checked: its answers, and what its JSON says of the same records."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from decimal import Decimal

API = "/api/v1"
COLLECTIONS = ("partners", "events", "agreements", "projects", "programmes")
SECONDS = 60


class Absent(Exception):
    """The service does not have this address, or not this format."""


class Skipped(Exception):
    """A check needs something that was not given."""


class Fault(Exception):
    """An answer is not what its reader, or the JSON of the same records, demands."""


def expect(holds, message):
    if not holds:
        raise Fault(message)


def same(name, found, wanted):
    """Compares two values, and shows of long ones the first place where they differ."""
    if found == wanted:
        return
    if isinstance(found, list) and isinstance(wanted, list):
        for at, (one, other) in enumerate(zip(found, wanted)):
            if one != other:
                raise Fault(f"{name}: number {at + 1} is {one!r:.200}, not {other!r:.200}")
        more = [*found[len(wanted):], *wanted[len(found):]]
        raise Fault(f"{name}: {len(found)}, not {len(wanted)}: {more[:3]!r:.300}")
    raise Fault(f"{name}: {found!r:.300}, not {wanted!r:.300}")


def numbers(text):
    """JSON, whose numbers keep their digits."""
    return json.loads(text, parse_float=Decimal)


@dataclass
class Answer:
    status: int
    headers: object
    body: bytes

    def header(self, name):
        return self.headers.get(name, "")

    def json(self):
        return numbers(self.body)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Service:
    """`base` is where it listens; its absolute links begin with `public`."""

    def __init__(self, base, token=None, id_base=None):
        self.base = base.rstrip("/")
        self.token = token
        # The server may be on this machine; a proxy is never meant.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)
        self._lists = {}
        root = self.get(API)
        expect(root.status == 200, f"{self.base}{API} answers {root.status}")
        self.root = root.json()
        self.public = self.root["links"]["self"].removesuffix(API)
        self.id_base = (id_base or self.public).rstrip("/")

    def call(self, method, address, headers=None, body=None):
        url = self.base + self.path(address) if hasattr(self, "public") else self.base + address
        request = urllib.request.Request(url, method=method, data=body, headers=headers or {})
        try:
            with self._opener.open(request, timeout=SECONDS) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def get(self, address, **headers):
        return self.call("GET", address, {name.replace("_", "-"): value for name, value in headers.items()})

    def write(self, address, media_type, body):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": media_type}
        return self.call("POST", API + address, headers, body)

    def path(self, address):
        """The path of an address, which has to be this service's."""
        if address.startswith("/"):
            return address
        expect(address == self.public or address.startswith(self.public + "/"), f"{address} is not of {self.public}")
        return address[len(self.public):] or "/"

    def is_own(self, address):
        return address == self.public or address.startswith(self.public + "/")

    def id_of(self, address):
        """The id that a record with this address has in feeds, calendars and graphs."""
        return self.id_base + self.path(address)

    def page(self, address):
        answer = self.get(address)
        expect(answer.status == 200, f"{address} answers {answer.status}")
        return answer.json()

    def records(self, collection):
        """All records of a collection, from its JSON pages."""
        if collection not in self._lists:
            records, following = [], f"{API}/{collection}?limit=100"
            while following:
                page = self.page(following)
                records += page["data"]
                following = page["links"].get("next")
            self._lists[collection] = records
        return self._lists[collection]

    def feed(self, collection):
        """The records of the first page of a feed, which begins with what was changed last."""
        return self.page(f"{API}/{collection}?limit=20&sort=-updatedAt")["data"]

    def document(self):
        return self.page(f"{API}/openapi.json")
