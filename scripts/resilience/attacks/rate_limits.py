"""A client that asks too often is told so, and the others do not notice."""

from .. import load
from ..client import request_bytes

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
FLAG = "--rate-limit"


def run(stage):
    """One address floods the service, another asks now and then."""
    report = stage.report
    if FLAG not in stage.command("serve", "--help").stdout:
        report.skip(f"serve has no {FLAG}")
        return
    with stage.serve(stage.database("few"), FLAG, "60") as service:
        with service.client() as client:
            first = client.get("/api/v1/partners")
            for name in ("ratelimit-policy", "ratelimit"):
                report.holds(f"a response has {name}", name in first.headers, first.headers)
        flood = load.Plan(service.port, [request_bytes("GET", "/api/v1/partners")], 4, connections=8)
        others = []
        [result] = load.run([flood], meanwhile=lambda: others.extend(_others(service)))
        report.figure("of a flood, 429", result.count(429), at_least=1)
        report.figure("of a flood, 200", result.count(200) / result.seconds, "/s", at_most=30)
        report.figure("another address beside it, refused", sum(status != 200 for status in others), at_most=0)
        with service.client() as client:
            refused = next(
                (answer for answer in (client.get("/api/v1/partners") for _ in range(90)) if answer.status != 200), None
            )
            report.holds("a client that asks on is refused", refused is not None)
            tells = refused is not None and refused.status == 429 and refused.problem != "" and "retry-after" in refused.headers
            report.holds("429 is a problem with Retry-After", tells)
            report.holds("/health/live is never refused", client.get("/health/live").status == 200)


def _others(service):
    with service.client(source="127.0.0.9") as client:
        return [client.get("/api/v1/partners").status for _ in range(10)]
