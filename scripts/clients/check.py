"""The same calls as check.ts, on the client that openapi-python-client makes.

Usage: check.py API_URL PARTNER_ID FILTER_AS_JSON OPERATION_ID...

The generated package is called generated_client; scripts/check-clients puts it
on the path.
"""

import importlib
import json
import pkgutil
import re
import sys

import generated_client
from generated_client import Client
from generated_client.models import Problem


def expect(condition, what):
    if not condition:
        sys.exit(f"not so: {what}")


def snake_case(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


api_url, partner_id, event_filter, *operation_ids = sys.argv[1:]

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
written = json.loads(json.dumps(partner.to_dict()))
expect(written["id"] == partner_id, "a partner can be written as JSON again")

# List events, all and filtered.
every = modules["list_events"].sync(client=client)
query = {snake_case(key): value for key, value in json.loads(event_filter).items()}
filtered = modules["list_events"].sync(client=client, **query)
expect(not isinstance(filtered, Problem), f"GET /events takes {event_filter}")
found, total = filtered.pagination.total, every.pagination.total
expect(found > 0, "the filter leaves some events")
expect(found < total, "the filter leaves out some events")
expect(filtered.data, "the filtered list has events in it")

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

print(
    f'python: {len(ids)} partners, "{partner.name}", {found} of {total} events, '
    f'and "{problem.title}"'
)
