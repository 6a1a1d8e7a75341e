"""The same calls as openapi-typescript.ts, on the client that openapi-generator makes with its generator python.

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
from generated_client import (
    ApiClient,
    ApiException,
    ChangesApi,
    Configuration,
    EventsApi,
    NameTexts,
    PartnerInput,
    PartnerKind,
    PartnerPatch,
    PartnersApi,
    PartnerStatus,
    Problem,
    RecordState,
)


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


def refused(request, *arguments, **named):
    """The problem with which a request is refused."""
    try:
        request(*arguments, **named)
    except ApiException as error:
        expect(isinstance(error.data, Problem), "the answer is read as a Problem")
        expect(error.data.status == error.status, "the problem repeats its status")
        return error.data
    sys.exit("not so: the request is refused")


def etag(answer):
    """The ETag of an answer, whose headers are in small letters or not, as the server sends them."""
    tags = [value for name, value in answer.headers.items() if name.lower() == "etag"]
    expect(len(tags) == 1, "the answer has an ETag")
    return tags[0]


# Import every module there is; operations are the methods of the classes in the package "api".
operations = set()
for module in pkgutil.walk_packages(generated_client.__path__, "generated_client."):
    imported = importlib.import_module(module.name)
    if module.name.startswith("generated_client.api."):
        operations.update(name for api in vars(imported).values() for name in dir(api))
for operation_id in operation_ids:
    expect(snake_case(operation_id) in operations, f"there is an operation {operation_id}")

client = ApiClient(Configuration(host=api_url))
partners, events, changes = PartnersApi(client), EventsApi(client), ChangesApi(client)

# List partners.
page = partners.list_partners()
ids = [partner.id for partner in page.data]
expect(partner_id in ids, f'"{partner_id}" is in the list of partners')
expect(page.pagination.total >= len(ids), "pagination has a total")

# Get one.
partner = partners.get_partner(partner_id)
expect(partner.id == partner_id and partner.name, "the partner has its id and a name")

# What was read in can be written out again.
again = json.loads(partner.to_json())
expect(again["id"] == partner_id, "a partner can be written as JSON again")

# List events, all and filtered.
every = events.list_events()
query = {snake_case(key): value for key, value in json.loads(event_filter).items()}
filtered = events.list_events(**query)
found, total = filtered.pagination.total, every.pagination.total
expect(0 < found < total, "the filter leaves some events and leaves out some")

# Read the feed of changes, whose records are of several types.
feed = changes.list_changes(limit=100)
records = [change.record.actual_instance for change in feed.data if change.record]
countries = [record.country for record in records if record.type == "partners"]
expect(len(countries) == len(ids), "the feed has every partner")

# Handle a problem.
problem = refused(partners.get_partner, "no-such-partner")
expect(problem.status == 404 and problem.title, "an unknown partner answers 404")


# With a token: create a record, change it, delete it, each with the ETag of the
# answer before.
def write(token):
    editor = PartnersApi(ApiClient(Configuration(host=api_url, access_token=token)))
    created = editor.create_partner_with_http_info(
        PartnerInput(
            id=new_id,
            state=RecordState.DRAFT,
            translations={"en": NameTexts(name="A new partner")},
            kind=PartnerKind.MUNICIPALITY,
            status=PartnerStatus.ACTIVE,
            country="LT",
            website="https://partner.example/",
        )
    )
    expect(created.status_code == 201 and created.data.id == new_id, "POST /partners creates the partner")
    old_tag = etag(created)

    change = PartnerPatch(status=PartnerStatus.ENDED, website=None)
    changed = editor.patch_partner_with_http_info(new_id, partner_patch=change, if_match=old_tag)
    expect(changed.data.status == PartnerStatus.ENDED, "PATCH changes the status")
    expect(changed.data.website is None, "PATCH removes the website by null")
    expect(changed.data.country == "LT", "PATCH keeps other fields")
    new_tag = etag(changed)
    expect(new_tag != old_tag, "the changed partner has another ETag")
    late = refused(editor.patch_partner, new_id, partner_patch=change, if_match=old_tag)
    expect(late.status == 412, "PATCH with an old ETag is refused")

    deleted = editor.delete_partner_with_http_info(new_id, if_match=new_tag)
    expect(deleted.status_code == 204, "DELETE deletes the partner")
    # Reading is public, so the client sends its token there only where it is told to; drafts take one.
    gone = refused(editor.get_partner, new_id, _headers={"Authorization": f"Bearer {token}"})
    expect(gone.status == 410 and gone.deleted_at, "the deleted partner answers 410")

    history = editor.get_partner_history(new_id)
    befores = {entry.before.actual_instance.status for entry in history.data if entry.before}
    expect(befores == {PartnerStatus.ACTIVE, PartnerStatus.ENDED}, "the history has what the partner was before")
    return "created, changed and deleted a partner"


written = write(token) if token else "wrote nothing without a token"
print(
    f'openapi-generator python: {len(ids)} partners, "{partner.name}", {found} of {total} events, '
    f'"{problem.title}", {written}'
)
