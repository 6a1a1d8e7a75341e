"""What two instances have to do over a primary and its replicas."""

import threading
import time

from resilience import dataset, writers
from resilience.client import NoAnswer

EVENTS = "/api/v1/events"
QUESTIONS = 300


class Readers:
    """Threads that ask questions of the public, until they are told to stop; each answer is made anew."""

    def __init__(self, services, count):
        self.failed, self.answered, self._over = [], 0, threading.Event()
        self._threads = [
            threading.Thread(target=self._read, args=(services[number % len(services)], number), daemon=True)
            for number in range(count)
        ]

    def _read(self, service, number):
        with service.client() as client:
            turn = 0
            while not self._over.is_set():
                turn += 1
                try:
                    status = client.get(f"{EVENTS}?limit={1 + turn % 100}&sort=-startDate&lang=pl").status
                except NoAnswer:
                    status = 0
                self.answered += 1
                if status != 200:
                    self.failed.append(status)
                time.sleep(0.01)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()


def _ready(service):
    with service.client() as client:
        return client.get("/health/ready").json()


def _until(holds, seconds=10):
    """How long it takes until something holds; infinite if it does not within the time."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return time.monotonic() - began
        time.sleep(0.02)
    return float("inf")


def _used(service):
    return [replica["used"] for replica in _ready(service).get("replicas", [])]


def _create(client, editor, title):
    answer = client.request("POST", EVENTS, editor, dataset.event(title))
    return answer.json().get("id") if answer.status == 201 else None


def _counted(cluster, work):
    """How many transactions each server has a second while something is done, and how long that takes."""
    before, began = [cluster.transactions(server) for server in cluster.servers], time.monotonic()
    work()
    time.sleep(2)  # servers count with a delay of a second
    seconds = time.monotonic() - began
    return [(cluster.transactions(server) - then) / seconds for server, then in zip(cluster.servers, before)], seconds


def _served_by_replicas(report, cluster, service):
    right = []

    def ask():
        with service.client() as client:
            for number in range(QUESTIONS):
                answer = client.get(f"{EVENTS}?limit={1 + number % 100}&from={1900 + number}-01-01")
                right.append(answer.status == 200)

    idle, _ = _counted(cluster, lambda: time.sleep(2))
    busy, seconds = _counted(cluster, ask)
    # Both instances look at each server five times a second.
    primary, *replicas = (round((now - then) * seconds) for now, then in zip(busy, idle))
    report.figure("questions answered", sum(right), at_least=QUESTIONS)
    report.note(f"more transactions than when idle: primary {primary}, replicas {replicas[0]} and {replicas[1]}")
    report.figure("transactions of the less used replica for each question", min(replicas) / QUESTIONS, at_least=0.3)
    report.figure("transactions of the primary for each question", max(primary, 0) / QUESTIONS, at_most=0.1)


def _own_writes(report, one, other, editor):
    missed, times = 0, []
    with one.client() as here, other.client() as there:
        for number in range(30):
            identifier = _create(here, editor, f"Własny {number}")
            began = time.monotonic()
            found = here.get(f"{EVENTS}/{identifier}").status == 200
            listed = here.get(f"{EVENTS}?q=w%C5%82asny&limit=100").json()["pagination"]["total"] == number + 1
            missed += not (found and listed)
            while there.get(f"{EVENTS}/{identifier}").status != 200 and time.monotonic() - began < 5:
                time.sleep(0.005)
            times.append(time.monotonic() - began)
    report.figure("own changes not read at once at the same instance", missed, at_most=0)
    report.figure("the longest until the other instance shows a change", max(times), "s", at_most=0.6)


def _paused(report, cluster, one, editor):
    cluster.asynchronous.sql("SELECT pg_wal_replay_pause()")
    missed = 0
    with one.client() as client:
        for number in range(20):
            identifier = _create(client, editor, f"Wstrzymany {number}")
            missed += client.get(f"{EVENTS}/{identifier}").status != 200
    report.figure("changes not read while a replica is paused", missed, at_most=0)
    report.figure("until it is left out", _until(lambda: _used(one) == [True, False]), "s", at_most=3.0)
    lag = _until(lambda: _ready(one)["replicas"][1]["lagSeconds"] > 1)
    report.figure("until /health/ready shows a lag of more than a second", lag, "s", at_most=5.0)
    cluster.asynchronous.sql("SELECT pg_wal_replay_resume()")
    report.figure("until it is used again", _until(lambda: _used(one) == [True, True]), "s", at_most=5.0)


def _failover(stage, cluster, services, editor):
    report, url = stage.report, cluster.url()
    with writers.Writers(services[0], editor, 6) as here, writers.Writers(services[1], editor, 6) as there, \
            Readers(services, 4) as readers:
        time.sleep(2)
        cluster.kill_primary()
        time.sleep(1)
        cluster.promote()
        promoted = time.monotonic()
        first = [writers.first_success(service, editor) for service in services]
        report.figure("from the promotion to the first change", max(first), "s", at_most=10.0)
        time.sleep(1.5)
    report.note(f"{time.monotonic() - promoted:.1f} s with the new primary")
    report.note(f"{readers.answered} questions meanwhile")
    report.figure("questions of readers that failed", len(readers.failed), at_most=max(4, readers.answered // 50))
    writers.compare(stage, url, here.attempts + there.attempts)
    for service, attempts in zip(services, (here.attempts, there.attempts)):
        writers.repeat(stage, url, service, editor, attempts)
    report.figure("until the other replica follows", _until(lambda: all(_used(services[0])), 20), "s", at_most=20.0)
    same = len({tuple(sorted(service_ids(service))) for service in services})
    report.holds("both instances list the same events", same == 1)
    stage.check_is_clean(url)


def service_ids(service):
    """The ids of the newest events of an instance."""
    with service.client() as client:
        return [event["id"] for event in client.get(f"{EVENTS}?limit=100&sort=-updatedAt").json().get("data", [])]


def run(stage, cluster):
    """Runs it."""
    url, report = cluster.url(), stage.report
    file = stage.folder / "few.ndjson"
    dataset.write(file, dataset.few())
    with stage.serve(url):
        stage.run("import", file, url=url)
    editor = stage.editor(url)
    environment = {"DATABASE_READ_URL": cluster.read_urls(), "TWINNING_RATE_LIMIT": "0"}
    services = [stage.serve(url, environment=environment) for _ in range(2)]
    for service in services:
        service.wait_until_ready()
    used = [_until(lambda service=service: _used(service) == [True, True]) for service in services]
    report.figure("until both replicas are used", max(used), "s", at_most=5.0)
    _served_by_replicas(report, cluster, services[0])
    _own_writes(report, *services, editor)
    _paused(report, cluster, services[0], editor)
    _failover(stage, cluster, services, editor)
