"""Three times as many requests as it can answer: it answers as many as it can, and refuses the others at once."""

import random
import time

from .. import load
from ..client import request_bytes
from ..dataset import COUNTRIES, KINDS

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite",)
TIMES = 3  # the load, as a multiple of the capacity
PROCESSES = 2
SINGLE = "/api/v1/partners/partner-001"


def run(stage):
    """Measures the capacity, sends more, and looks at what each kind of request gets meanwhile."""
    report, seconds = stage.report, 5 if stage.short else 10
    with stage.serve(stage.database("many"), "--cache-seconds", "0") as service:
        service.wait_until_ready()
        load.run([load.Plan(service.port, _requests(1), 1, connections=4)])
        usual = _usual(service)
        [closed] = load.run([load.Plan(service.port, _requests(2), seconds / 2, connections=8)])
        capacity = closed.count(200) / closed.seconds
        report.figure("capacity: answers a second to eight clients", capacity, "/s")
        report.figure("a request alone, the median", usual * 1000, "ms")
        plans = [
            load.Plan(service.port, _requests(10 + number), seconds, 1_000, rate=TIMES * capacity / PROCESSES)
            for number in range(PROCESSES)
        ]
        *loaded, live, unchanged = load.run([*plans, *_beside(service, seconds)])
        recovery = _recovery(service, usual)
        _figures(report, load.merged(loaded), capacity)
        for what, result in (("/health/live", live), ("a 304", unchanged)):
            p99 = load.percentile(result.times(200, 304), 0.99) * 1000
            report.figure(f"{what} beside it, p99", p99, "ms", at_most=250)
            refused = len(result.samples) + result.unanswered - len(result.times(200, 304))
            report.figure(f"{what} beside it, refused or without an answer, of {len(result.samples)}", refused,
                          at_most=len(result.samples) // 20)
        report.figure("usual again after", recovery, "s", at_most=1.0)


def _requests(seed):
    """Filters that have not been counted before, so that the database works for each."""
    numbers, requests = random.Random(seed), []
    for _ in range(4_000):
        year, month, day = numbers.randrange(1990, 2010), numbers.randrange(1, 13), numbers.randrange(1, 29)
        path = (
            f"/api/v1/events?kind={numbers.choice(KINDS)}&country={numbers.choice(COUNTRIES)}"
            f"&from={year}-{month:02}-{day:02}&to={year + 15}-{month:02}-{numbers.randrange(1, 29):02}"
        )
        requests.append(request_bytes("GET", path))
    return requests


def _usual(service):
    [result] = load.run([load.Plan(service.port, _requests(3), 1, connections=1)])
    return load.percentile(result.times(200), 0.5)


def _beside(service, seconds):
    """What has to work under any load: the health check, and a client that knows the answer already."""
    with service.client() as client:
        tag = client.get(SINGLE).headers["etag"]
    for request in (request_bytes("GET", "/health/live"), request_bytes("GET", SINGLE, {"If-None-Match": tag})):
        yield load.Plan(service.port, [request], seconds, 20, rate=20)


def _recovery(service, usual):
    """How long after the load a request takes as long as usual, or nearly."""
    began, requests = time.monotonic(), iter(_requests(99))
    with service.client() as client:
        while time.monotonic() - began < 20:
            path = next(requests).split(b" ")[1].decode()
            answer = client.get(path)
            if answer.status == 200 and answer.seconds < max(2 * usual, 0.02):
                break
    return time.monotonic() - began


def _figures(report, loaded, capacity):
    goodput = loaded.count(200) / loaded.seconds
    offered = (len(loaded.samples) + loaded.unanswered) / loaded.seconds
    report.figure("offered", offered, "/s")
    report.figure("answered in time, of the capacity", goodput / capacity, at_least=0.80)
    answers = loaded.times(200)
    report.figure("  their median", load.percentile(answers, 0.5) * 1000, "ms")
    report.figure("  their p99", load.percentile(answers, 0.99) * 1000, "ms")
    refusals = loaded.times(503)
    report.figure("refused (503)", len(refusals) / loaded.seconds, "/s")
    if refusals:
        report.figure("  their median", load.percentile(refusals, 0.5) * 1000, "ms", at_most=50)
    others = len(loaded.samples) - len(answers) - len(refusals)
    report.figure("without an answer, or with another than 200 and 503", others + loaded.unanswered,
                  at_most=int(len(loaded.samples) * 0.01))
    busy = loaded.processor_seconds / loaded.seconds / PROCESSES
    report.figure("each process that sends is busy for", busy * 100, "%")
    if loaded.late > 0.25 or busy > 0.8:
        report.note(f"the clients are a bottleneck: a request was sent {loaded.late * 1000:.0f} ms late")
