"""Questions that are much work for the database do not keep others waiting."""

import random

from .. import load
from ..client import request_bytes
from ..dataset import PARTNERS, UNUSED_TOPICS

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite",)
CLIENTS = 24


def run(stage):
    """Many values, a topic that nobody uses, and clients that go away."""
    with stage.serve(stage.database("many")) as service:
        service.wait_until_ready()
        _many_values(stage.report, service)
        _beside_leavers(stage, service)
        _unused_topic(stage, service)


def _hundred_partners(number):
    numbers = random.Random(number)
    chosen = numbers.sample(range(1, PARTNERS + 1), 100)
    return "/api/v1/events?partner=" + ",".join(f"partner-{one:03}" for one in sorted(chosen))


def _many_values(report, service):
    """As many values as a parameter may have."""
    with service.client() as client:
        answers = [client.get(_hundred_partners(number)) for number in range(5)]
    report.holds("events of a hundred partners: 200", {answer.status for answer in answers} == {200},
                 [answer.status for answer in answers])
    seconds = load.percentile([answer.seconds for answer in answers], 0.5)
    report.figure("events of a hundred partners, not seen before, the median", seconds, "s", at_most=1.0)
    with service.client() as client:
        slow = client.get(_hundred_partners(9) + "&kind=visit&country=LT&from=1991-02-03&sort=title,-endDate&q=ka")
    report.holds("and with five further filters: 200, or 503 that says too-slow",
                 slow.status == 200 or slow.problem == "too-slow", f"{slow.status} {slow.body[:100]}")
    report.figure("and with five further filters", slow.seconds, "s", at_most=3.0)


def _cheap(service, seconds):
    return load.Plan(service.port, [request_bytes("GET", "/api/v1/partners/partner-001")], seconds, 4, rate=50)


def _beside_leavers(stage, service):
    """Clients that ask much and go away without waiting leave no work behind."""
    seconds = 4 if stage.short else 8
    [alone] = load.run([_cheap(service, 2)])
    asked = [
        request_bytes("GET", _hundred_partners(number) + f"&from=19{90 + number % 9}-01-02&sort=title")
        for number in range(100, 1_100)
    ]
    leavers = load.Plan(service.port, asked, seconds, connections=4, leave_after=0.1)
    beside, _ = load.run([_cheap(service, seconds), leavers])
    usual = load.percentile(alone.times(200), 0.5)
    times = beside.times(200)
    stage.report.figure("a cheap request alone, the median", usual * 1000, "ms")
    median = load.percentile(times, 0.5) * 1000
    stage.report.figure("beside four clients that ask and go away, the median", median, "ms", at_most=50)
    stage.report.figure("  the longest", max(times, default=float("inf")) * 1000, "ms", at_most=1_000)
    failed = len(beside.samples) + beside.unanswered - len(times)
    stage.report.figure("  refused or without an answer", failed, at_most=0)


def _unused_topic(stage, service):
    """A topic that no record has is the most work: every record is looked at."""
    with service.client() as client:
        answers = [client.get(f"/api/v1/partners?topic={topic}") for topic in UNUSED_TOPICS]
    seconds = load.percentile([answer.seconds for answer in answers], 0.5)
    stage.report.figure("partners of a topic that nothing has, the median", seconds * 1000, "ms", at_most=300)
    requests = [
        request_bytes("GET", f"/api/v1/partners?topic={topic}&limit={limit}")
        for limit in range(1, 101)
        for topic in UNUSED_TOPICS
    ]
    seconds = 4 if stage.short else 8
    [result] = load.run([load.Plan(service.port, requests, seconds, connections=CLIENTS)])
    stage.report.figure(f"{CLIENTS} clients of it, answers a second", result.count(200) / result.seconds, "/s")
    stage.report.figure(f"{CLIENTS} clients of it, 503", result.count(503), at_most=0)
