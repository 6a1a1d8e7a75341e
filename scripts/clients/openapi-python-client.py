"""The same calls as openapi-typescript.ts, on the client that openapi-python-client generates.

scripts/check-clients puts the package generated_client on the path and tells
the settings in the environment.
"""

import importlib
import json
import os
import pkgutil
import re
import sys

import generated_client
from generated_client import AuthenticatedClient, Client
from generated_client.models import (
    NameTextsByLanguage,
    PartnerInput,
    PartnerKind,
    PartnerPatch,
    PartnerStatus,
    Problem,
    RecordState,
)
from generated_client.types import UNSET


def expect(condition, what):
    if not condition:
        sys.exit(f"not so: {what}")


def snake_case(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


api_url = os.environ["API_URL"]
partner_id = os.environ["PARTNER_ID"]
new_id = os.environ["NEW_ID"]
event_filter = os.environ["EVENT_FILTER"]
operation_ids = os.environ["OPERATION_IDS"].split()
token = os.environ.get("CHECK_TOKEN")

# Import every module there is; operations are the modules of the package "api".
modules = {}
for module in pkgutil.walk_packages(generated_client.__path__, "generated_client."):
    imported = importlib.import_module(module.name)
    if module.name.startswith("generated_client.api.") and not module.ispkg:
        modules[module.name.rpartition(".")[2]] = imported
for operation_id in operation_ids:
    expect(snake_case(operation_id) in modules, f"there is an operation {operation_id}")

client = Client(base_url=api_url, raise_on_unexpected_status=True)

# List partners.
partners = modules["list_partners"].sync_detailed(client=client)
expect(partners.status_code == 200, "GET /partners answers 200")
ids = [partner.id for partner in partners.parsed.data]
expect(partner_id in ids, f'"{partner_id}" is in the list of partners')
expect(partners.parsed.pagination.limit >= 1, "pagination has a limit")
expect(partners.parsed.pagination.total >= len(ids), "pagination has a total")
expect(partners.parsed.links is not None, "the list has links")
expect("API-Version" in partners.headers, "API-Version is sent")

# Get one.
partner = modules["get_partner"].sync(partner_id, client=client)
expect(partner.id == partner_id, "the partner has its id")
expect(isinstance(partner.name, str) and partner.name, "the partner has a name")

# What was read in can be written out again.
again = json.loads(json.dumps(partner.to_dict()))
expect(again["id"] == partner_id, "a partner can be written as JSON again")

# List events, all and filtered.
every = modules["list_events"].sync(client=client)
query = {snake_case(key): value for key, value in json.loads(event_filter).items()}
filtered = modules["list_events"].sync(client=client, **query)
expect(not isinstance(filtered, Problem), f"GET /events takes {event_filter}")
found, total = filtered.pagination.total, every.pagination.total
expect(found > 0, "the filter leaves some events")
expect(found < total, "the filter leaves out some events")
expect(filtered.data, "the filtered list has events in it")

# Read the feed of changes, whose records are of several types.
feed = modules["list_changes"].sync(client=client, limit=100)
countries = [change.record.country for change in feed.data if change.record and change.record.type_ == "partners"]
expect(len(countries) == len(ids), "the feed has every partner")

# Handle a problem.
absent = modules["get_partner"].sync_detailed("no-such-partner", client=client)
expect(absent.status_code == 404, "an unknown partner answers 404")
expect(
    absent.headers["Content-Type"].startswith("application/problem+json"),
    "the answer is application/problem+json",
)
problem = absent.parsed
expect(isinstance(problem, Problem), "the answer is read as a Problem")
expect(problem.status == 404, "the problem repeats its status")
for field in (problem.type_, problem.title, problem.detail):
    expect(isinstance(field, str) and field, "type, title, detail")


# With a token: create a record, change it, delete it, each with the ETag of the
# answer before.
def write(token):
    editor = AuthenticatedClient(base_url=api_url, token=token)
    body = PartnerInput(
        id=new_id,
        state=RecordState.DRAFT,
        translations=NameTextsByLanguage.from_dict({"en": {"name": "A new partner"}}),
        kind=PartnerKind.MUNICIPALITY,
        status=PartnerStatus.ACTIVE,
        country="LT",
        website="https://partner.example/",
    )
    created = modules["create_partner"].sync_detailed(client=editor, body=body)
    expect(created.status_code == 201 and created.parsed.id == new_id, "POST /partners creates the partner")
    old_tag = created.headers["ETag"]

    change = PartnerPatch(status=PartnerStatus.ENDED, website=None)

    def patch(tag):
        return modules["patch_partner"].sync_detailed(new_id, client=editor, body=change, if_match=tag)

    changed = patch(old_tag)
    expect(changed.status_code == 200 and changed.parsed.status == PartnerStatus.ENDED, "PATCH changes the status")
    expect(changed.parsed.website is UNSET, "PATCH removes the website by null")
    expect(changed.parsed.country == "LT", "PATCH keeps other fields")
    new_tag = changed.headers["ETag"]
    expect(new_tag != old_tag, "the changed partner has another ETag")
    late = patch(old_tag)
    expect(late.status_code == 412 and late.parsed.status == 412, "PATCH with an old ETag is refused")

    deleted = modules["delete_partner"].sync_detailed(new_id, client=editor, if_match=new_tag)
    expect(deleted.status_code == 204, "DELETE deletes the partner")
    gone = modules["get_partner"].sync_detailed(new_id, client=editor)
    expect(gone.status_code == 410 and gone.parsed.deleted_at, "the deleted partner answers 410")

    history = modules["get_partner_history"].sync(new_id, client=editor)
    befores = {entry.before.status for entry in history.data if entry.before}
    expect(befores == {PartnerStatus.ACTIVE, PartnerStatus.ENDED}, "the history has what the partner was before")
    return "created, changed and deleted a partner"


written = write(token) if token else "wrote nothing without a token"
print(
    f'openapi-python-client: {len(ids)} partners, "{partner.name}", {found} of {total} events, '
    f'"{problem.title}", {written}'
)
