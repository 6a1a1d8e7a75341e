"""Clients that take big answers compressed do not slow the others down."""

from .. import load
from ..client import request_bytes

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
CLIENTS = 16
LIST = "/api/v1/events?limit=100&sort=title"


def run(stage):
    """The same clients with and without compression, and /health/live beside them."""
    report, seconds = stage.report, 3 if stage.short else 8
    with stage.serve(stage.database("large")) as service:
        plain = {}
        for coding in ("identity", "br", "gzip"):
            # Each request is another, so that no answer is kept.
            asked = [request_bytes("GET", f"{LIST}&from=1990-01-{1 + day % 28:02}&to=20{20 + day // 28}-01-01",
                                   {"Accept-Encoding": coding}) for day in range(280)]
            live = load.Plan(service.port, [request_bytes("GET", "/health/live")], seconds, 8, rate=100)
            takers, beside = load.run([load.Plan(service.port, asked, seconds, connections=CLIENTS), live])
            middle, p99 = (load.percentile(beside.times(200), part) * 1000 for part in (0.5, 0.99))
            bytes_each = sum(sample[3] for sample in takers.samples) / max(1, len(takers.samples)) / 1000
            report.figure(f"{CLIENTS} clients that take {coding}: answers a second", takers.count(200) / seconds, "/s")
            report.figure("  KB each", bytes_each)
            plain = plain or {"middle": max(middle, 2.0), "p99": max(p99, 10.0)}
            limits = {} if coding == "identity" else plain
            report.figure("  /health/live beside them, median", middle, "ms",
                          at_most=5 * limits["middle"] if limits else None)
            report.figure("  /health/live beside them, p99", p99, "ms", at_most=5 * limits["p99"] if limits else None)
