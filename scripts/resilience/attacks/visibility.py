"""What was public and is deleted stays 410 for the public, and a draft stays unseen."""

from ..dataset import event

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite", "postgres")
EVENTS = "/api/v1/events"


def run(stage):
    """Publishes, deletes and restores a record, as a draft too."""
    report, url = stage.report, stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url).client() as client:
        draft = client.request("POST", EVENTS, editor, event("Zebranie", state="draft")).json()
        address = f"{EVENTS}/{draft['id']}"
        report.holds("a draft is 404 for the public", client.get(address).status == 404)
        patched = _patch(client, editor, address, '{"state": "published"}')
        report.holds("published, it is 200", patched == 200 and client.get(address).status == 200, patched)
        deleted = _delete(client, editor, address)
        report.holds("deleted, it is 410", deleted == 204 and client.get(address).status == 410, deleted)
        restored = client.request("POST", f"{address}/restore", editor, {"revision": draft["revision"]})
        report.holds("it is restored as a draft", restored.json().get("state") == "draft", restored.body[:200])
        report.holds("and stays 410 for the public", client.get(address).status == 410, client.get(address).status)
        report.holds("an editor sees the draft", client.get(address, editor).status == 200)
        seen = client.get(f"{EVENTS}?q=Zebranie").json()["pagination"]["total"]
        report.figure("drafts that a public search finds", seen, at_most=0)
        _delete(client, editor, address)
        report.holds("deleted again it is 410", client.get(address).status == 410, client.get(address).status)
        _never_public(report, client, editor)
    stage.check_is_clean(url)


def _never_public(report, client, editor):
    """The public does not learn of a draft that was deleted."""
    draft = client.request("POST", EVENTS, editor, event("Tajne", state="draft")).json()
    before = client.get("/api/v1").json()["revision"]
    gone = _delete(client, editor, f"{EVENTS}/{draft['id']}")
    status = client.get(f"{EVENTS}/{draft['id']}").status
    report.holds("a deleted draft is 404 for the public", gone == 204 and status == 404, status)
    report.holds("and changes no public revision", client.get("/api/v1").json()["revision"] == before)


def _tag(client, editor, address):
    return {**editor, "If-Match": client.get(address, editor).headers.get("etag", "*")}


def _patch(client, editor, address, patch):
    headers = {**_tag(client, editor, address), "Content-Type": "application/merge-patch+json"}
    return client.request("PATCH", address, headers, patch).status


def _delete(client, editor, address):
    headers = _tag(client, editor, address)
    headers.pop("Content-Type")
    return client.request("DELETE", address, headers).status
