"""What the harvester of dane.gov.pl fetches: its steps one after the other, as its source has them."""

import hashlib
import os
import re

from lxml import etree

from ..service import Absent, expect, same

XML, MD5 = "/dane-gov-pl.xml", "/dane-gov-pl.md5"
NAMESPACE = re.compile(r"\{urn:otwarte-dane:harvester:(\d+\.\d+)\}datasets")
MEDIA_TYPES = ("text/xml", "application/xml")
# The longest texts that the portal takes.
LONGEST = {"extIdent": 36, "title": 300, "description": 1000}


def refused(check):
    """Without a public https address there is nothing to harvest, and the answer says so."""
    for address in (XML, MD5):
        answer = check.service.get(address)
        same(f"status of {address}", answer.status, 404)
        expect("https" in answer.json()["detail"], f"{address}: a 404 that does not tell of https")
    return "no public https address: 404 with the reason"


def harvested(check):
    service = check.service
    head = service.call("HEAD", XML)
    same("status of HEAD", head.status, 200)
    expect(head.header("Content-Type").split(";")[0] in MEDIA_TYPES, head.header("Content-Type"))
    digest = service.get(MD5).body.decode().rstrip().lower()
    expect(re.fullmatch(r"[0-9a-f]{32}", digest), f"{MD5} is {digest!r}")
    bodies = [service.get(XML).body for _ in range(3)]
    for body in bodies:
        same("hash of the file", hashlib.md5(body).hexdigest(), digest)
    root = etree.fromstring(bodies[0])
    version = NAMESPACE.fullmatch(root.tag)
    expect(version, f"the root is {root.tag}")
    _validate(root)
    datasets = [_children(dataset) for dataset in root]
    same("data sets", len(datasets), 1)
    resources = [_children(resource) for resource in datasets[0]["resources"]]
    names = [resource["extIdent"].text for resource in resources]
    same("extIdent that is there twice", len(names) - len(set(names)), 0)
    for element in [datasets[0], *resources]:
        _texts(element)
    for resource in resources:
        _resource(service, resource)
    return f"version {version[1]}, {len(resources)} resources"


def _validate(root):
    """By the portal's schema, where DANE_GOV_PL_XSD names it: it may not be copied."""
    file = os.environ.get("DANE_GOV_PL_XSD")
    if file:
        schema = etree.XMLSchema(etree.parse(file))
        expect(schema.validate(root), f"{schema.error_log.last_error}")


def _children(element):
    return {etree.QName(child).localname: child for child in element}


def _texts(element):
    for name, longest in LONGEST.items():
        texts = [element[name].text] if name == "extIdent" else [text.text for text in element[name]]
        for text in texts:
            expect(text and len(text) <= longest, f"{name}: {text!r:.80} is empty, or longer than {longest}")


def _resource(service, resource):
    """As the portal looks at a resource's address; redirects are not taken here."""
    address = resource["url"].text
    expect(address.startswith("https://"), f"{address} is not https")
    answer = service.call("HEAD", address)
    same(f"status of {address}", answer.status, 200)
    # What stands behind the first `filename=` gives the portal the name and the format.
    disposition = answer.header("Content-Disposition")
    if "filename=" in disposition:
        name = disposition.split("filename=")[1].split(";")[0].strip('"')
        expect(re.fullmatch(r"[\w.-]+\.\w+", name), f"{address}: the file name is {name!r}")


def wanted(check):
    """One of the two, by the public address."""
    if check.service.public.startswith("https://"):
        return harvested(check)
    return refused(check)


def fetch(service, row):
    """Absent only where the answer is not that of a service which has the address."""
    answer = service.get(row.address)
    if answer.status == 404 and "https" not in answer.json().get("detail", ""):
        raise Absent("it answers 404")
    if answer.status == 200:
        same("Content-Type", answer.header("Content-Type"), row.media_type)
        same("Cache-Control", answer.header("Cache-Control"), "no-cache")
    return answer
