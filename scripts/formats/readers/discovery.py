"""How programs find their way: sitemap, robots.txt, llms.txt and the API catalogue."""

import re
from urllib.robotparser import RobotFileParser

from usp.tree import sitemap_from_str

from ..service import API, COLLECTIONS, Absent, expect, same

LINK = re.compile(r"- \[([^\]]+)\]\((\S+)\)")
HOME_PAGE = re.compile(r"/[a-z]{2,3}(-[A-Za-z0-9]+)*/")
PROFILE = "https://www.rfc-editor.org/info/rfc9727"


def _answers(service, addresses):
    """The addresses that do not answer."""
    own = {address for address in addresses if service.is_own(address)}
    return sorted(address for address in own if service.call("HEAD", address).status >= 400)


def sitemap(check):
    """The pages of every record in each language; of a service without pages, its records in the API."""
    service = check.service
    found = [page.url for page in sitemap_from_str(check.answer.body.decode()).all_pages()]
    same("addresses that are there twice", len(found) - len(set(found)), 0)
    homes = [address for address in found if HOME_PAGE.fullmatch(address.removeprefix(service.public))]
    if homes:
        same("languages", len(homes), len(service.root["languages"]))
        paths = [f"{collection}/{record['id']}" for collection in COLLECTIONS for record in service.records(collection)]
        wanted = {home + path for home in homes for path in paths}
    else:
        records = [record["url"] for collection in COLLECTIONS for record in service.records(collection)]
        wanted = {*records, f"{service.public}{API}/municipality"}
    same("records that are missing", sorted(wanted - set(found)), [])
    more = set(found) - wanted
    expect(all(service.is_own(address) and "/api/" not in address for address in more), f"also {sorted(more)[:3]}")
    same("addresses that do not answer", _answers(service, found), [])
    return f"{len(found)} addresses, {len(homes)} languages"


def robots(check):
    parser = RobotFileParser()
    parser.parse(check.answer.body.decode().splitlines())
    service = check.service
    expect(parser.can_fetch("Googlebot", f"{service.public}{API}/events"), "robots may not read")
    if parser.site_maps() is None and service.get("/sitemap.xml").status == 404:
        raise Absent("it names no sitemap")
    same("sitemaps", parser.site_maps(), [f"{service.public}/sitemap.xml"])
    return "all may read; names the sitemap"


def llms(check):
    """The form of llmstxt.org: a title, a quoted summary, sections with lists of links that lead somewhere."""
    text = check.answer.body.decode()
    lines = [line for line in text.splitlines() if line.strip()]
    expect(lines[0].startswith("# "), f"begins with {lines[0]!r}")
    expect(lines[1].startswith("> "), f"the second line is {lines[1]!r}")
    same("titles", sum(line.startswith("# ") for line in lines), 1)
    sections = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    expect(sections, "no sections")
    for section in sections:
        for line in filter(str.strip, section.splitlines()):
            expect(LINK.match(line), f"no link in {line!r}")
    links = re.findall(r"\]\((\S+?)\)", text)
    same("links that do not answer", _answers(check.service, links), [])
    return f"{len(sections)} sections, {len(links)} links"


def api_catalog(check):
    """A linkset (RFC 9264, section 4.2): each relation is a key with an array of targets."""
    service = check.service
    contexts = check.answer.json()["linkset"]
    relations = {}
    for context in contexts:
        expect(context["anchor"].startswith(service.public), f"the anchor is {context['anchor']}")
        for relation, targets in context.items():
            if relation == "anchor":
                continue
            expect(isinstance(targets, list) and all("href" in target for target in targets), f"{relation}: {targets}")
            relations.setdefault(relation, []).extend(target["href"] for target in targets)
    same("profile", relations.get("profile"), [PROFILE])
    same("item", relations.get("item"), [service.public + API])
    for relation in ("service-desc", "service-doc", "service-meta", "status"):
        expect(relation in relations, f"no {relation}")
    addresses = [address for targets in relations.values() for address in targets]
    same("links that do not answer", _answers(service, addresses), [])
    for address in (check.row.address, API):
        link = service.get(address).header("Link")
        expect('rel="api-catalog"' in link, f"no link to it on {address}: {link!r}")
    return f"{len(relations)} relations, {len(addresses)} links"
