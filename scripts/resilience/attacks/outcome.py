"""The database goes away during a commit: no answer says more than the service knows."""

import os
import signal
import time
import urllib.parse

from .. import writers
from ..tcp_proxy import TcpProxy

DATABASES = ("postgres",)
SHORT = ("postgres",)


def run(stage):
    """Cuts around single commits, then ends processes of the server under load."""
    for where in ("before", "after"):
        _around_a_commit(stage, where)
    if not stage.postgres.is_ours:
        stage.report.skip("the server is not ours: its processes are not killed")
        return
    for what, harm in (
        ("an immediate stop", _stop),
        ("kill -9 of a backend", _kill),
        ("kill -9 of all backends", _kill_all),
    ):
        _under_load(stage, what, harm)


def _around_a_commit(stage, where):
    """COMMIT does not arrive, or its answer does not."""
    report, direct = stage.report, stage.database("few")
    editor = stage.editor(direct)
    proxy = TcpProxy(urllib.parse.urlsplit(direct).port or 5432)
    attempts = []
    try:
        with stage.serve(proxy.url(direct)) as service, service.client() as client:
            for number in range(5 if stage.short else 20):
                attempt = writers.Attempt(f"Przerwane {where} {number}")
                setattr(proxy, f"cuts_{where}_commit", True)
                attempt.send(client, editor)
                attempts.append(attempt)
                writers.first_success(service, editor, 10)
            what = f"cut {where} COMMIT"
            report.figure(f"{what}: connections cut", proxy.cuts, at_least=1)
            writers.compare(stage, direct, attempts, what)
            unclear = [a for a in attempts if a.status != 201 and a.problem != "outcome-unknown"]
            if where == "after":
                report.figure(f"{what}: answers other than outcome-unknown", len(unclear), at_most=0)
            writers.repeat(stage, direct, service, editor, attempts, what)
        stage.check_is_clean(direct, f"{what}: check")
    finally:
        proxy.close()


def _stop(stage, _url):
    stage.postgres.stop_at_once()
    time.sleep(0.3)
    stage.postgres.start()


def _kill(stage, url):
    backends = stage.postgres.backends(url)
    os.kill(backends[-1], signal.SIGKILL)
    time.sleep(1)


def _kill_all(stage, url):
    for backend in stage.postgres.backends(url):
        try:
            os.kill(backend, signal.SIGKILL)
        except ProcessLookupError:
            pass
    time.sleep(1)


def _under_load(stage, what, harm):
    url = stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url) as service:
        service.wait_until_ready()
        attempts = []
        for _ in range(1 if stage.short else 4):
            with writers.Writers(service, editor, 8) as running:
                time.sleep(0.5)
                harm(stage, url)
                time.sleep(0.5)
            attempts += running.attempts
            recovered = writers.first_success(service, editor)
            stage.report.figure(f"{what}: writes again after", recovered, "s", at_most=10.0)
        writers.compare(stage, url, attempts, what)
        longest = max(attempt.seconds for attempt in attempts)
        stage.report.figure(f"{what}: the longest request", longest, "s", at_most=35.0)
        writers.repeat(stage, url, service, editor, attempts, what)
    stage.check_is_clean(url, f"{what}: check")
