"""JSON-LD of lists and records: two processors make the same triples of it."""

import json

import pyld.jsonld as package
import rdflib as rdf

from ..service import expect, same


def _refuse(url, _options):
    raise ValueError(f"the document needs {url}")


def pyld(check):
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _refuse}
    triples = package.normalize(json.loads(check.answer.body), options)
    expect(triples, "no triples")
    wanted = check.node("jsonld.js")["triples"]
    same("triples of jsonld.js", sorted(wanted.splitlines()), sorted(triples.splitlines()))
    return f"{len(triples.splitlines())} triples, the same by jsonld.js in safe mode"


def rdflib(check):
    """A third reader; and each record is a node with a class, under the address that it has."""
    graph = rdf.Graph().parse(data=check.answer.body, format="json-ld")
    typed = {str(node) for node in graph.subjects(rdf.RDF.type)}
    service, row = check.service, check.row
    address = row.address.split("?")[0]
    page = service.page(address)
    records = page["data"] if "data" in page else [page]
    ids = [service.id_of(record.get("url") or service.public + address) for record in records]
    same("records without a class", [name for name in ids if name not in typed], [])
    return f"{len(graph)} triples, {len(ids)} records"
