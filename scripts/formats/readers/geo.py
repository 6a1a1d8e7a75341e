"""GeoJSON (RFC 7946): the package geojson, check-geojson, and what the records say."""

import geojson as package

from ..service import expect, same


def _records(check):
    if check.row.collection:
        return check.service.records(check.row.collection)
    return [check.service.page(check.row.address.split("?")[0])]


def _location(record):
    return record.get("location") or record.get("place", {}).get("location")


def features(check):
    document = check.answer.json()
    if not check.row.collection:
        same("type", document["type"], "Feature")
        found = [document]
    else:
        same("members", sorted(document), ["features", "type"])
        same("type", document["type"], "FeatureCollection")
        found = document["features"]
    records = _records(check)
    same("ids", [feature["id"] for feature in found], [check.service.id_of(record["url"]) for record in records])
    places = 0
    for feature, record in zip(found, records):
        location = _location(record)
        geometry = feature["geometry"]
        if location is None:
            expect(geometry is None, f"{feature['id']}: a geometry, but no location in JSON")
            continue
        places += 1
        same("geometry", geometry["type"], "Point")
        # Longitude comes first (section 3.1.1).
        same(feature["id"], geometry["coordinates"], [location["longitude"], location["latitude"]])
    if check.row.collection:
        same("properties", [feature["properties"] for feature in found], records)
    return f"{len(found)} features, {places} with a place"


def geojson(check):
    document = package.loads(check.answer.body.decode(), parse_float=float)
    expect(isinstance(document, (package.Feature, package.FeatureCollection)), f"read as {type(document).__name__}")
    faults = [] if document.is_valid else document.errors()
    for feature in document.get("features", [document]):
        if feature.geometry is not None and not feature.geometry.is_valid:
            faults.append(feature.geometry.errors())
    same("faults", faults, [])
    return f"read as {type(document).__name__}"


def check_geojson(check):
    return check.node("check-geojson")["detail"]
