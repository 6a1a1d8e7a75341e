"""Clients and operators use up what a process has: memory, files, places, its log."""

import os
import random
import resource
import signal
import socket
import subprocess
import time

from .. import load, writers
from ..client import Client, request_bytes
from ..service import SPARE, Service

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
LIST = "/api/v1/events?limit=100"


def run(stage):
    """One kind after the other, each on a service of its own."""
    _caches(stage)
    _pipelined(stage)
    _short_requests_in_a_row(stage)
    _slow_heads(stage)
    _waiters_leave(stage)
    _all_connections(stage)
    _files(stage)
    for what, open_log in (("a full disk", _full), ("a pipe that nobody holds", _broken_pipe)):
        _log(stage, what, open_log)
    _stop_under_load(stage)


def _caches(stage):
    """Questions that are all different and as long as they may be: what is remembered of them stays small."""
    numbers = random.Random(7)

    def question():
        ids = {name: ",".join(f"{numbers.getrandbits(250):063x}" for _ in range(100)) for name in
               ("partner", "agreement", "project", "programme")}
        schemes = ",".join(f"contract:{numbers.getrandbits(700):0175x}" for _ in range(100))
        return "&".join([*(f"{name}={value}" for name, value in ids.items()), f"identifier={schemes}"])

    with stage.serve(stage.database("few")) as service:
        load.run([load.Plan(service.port, [request_bytes("GET", LIST)], 1, connections=8)])
        before, count, statuses = service.resident(), 200 if stage.short else 3_000, set()
        with service.client() as client:
            for _ in range(count):
                statuses.add(client.get(f"{LIST}&{question()}").status)
        report = f"{count} different questions of 44 KB ({'/'.join(map(str, sorted(statuses)))}): memory grows by"
        stage.report.figure(report, service.resident() - before, "MB", at_most=64.0)


def _pipelined(stage):
    """One connection asks 5,000 times for a megabyte without reading."""
    with stage.serve(stage.database("large")) as service:
        with service.client() as client:
            client.get(LIST)
        before = service.resident()
        with socket.create_connection(("127.0.0.1", service.port)) as connection:
            connection.setblocking(False)
            data, end = request_bytes("GET", LIST) * 5_000, time.monotonic() + 3
            most = before
            while time.monotonic() < end:
                try:
                    data = data[connection.send(data) :]
                except OSError:
                    pass
                most = max(most, service.resident())
                time.sleep(0.02)
        what = "5,000 requests in a row on one connection: memory grows by"
        stage.report.figure(what, most - before, "MB", at_most=64.0)


def _short_requests_in_a_row(stage):
    """Twenty connections ask 4,800 times for nothing much, behind a large answer that they do not read."""
    with stage.serve(stage.database("few")) as service:
        before, connections = service.resident(), []
        for _ in range(20):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", service.port))
            connection.setblocking(False)
            connections.append(connection)
        data = request_bytes("GET", "/swagger-ui/swagger-ui-bundle.js") + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 4_800
        rest, most = {connection: data for connection in connections}, before
        end = time.monotonic() + 3
        while time.monotonic() < end:
            for connection, unsent in rest.items():
                try:
                    rest[connection] = unsent[connection.send(unsent):] if unsent else unsent
                except OSError:
                    pass
            most = max(most, service.resident())
            time.sleep(0.02)
        for connection in connections:
            connection.close()
        what = "20 connections with 4,800 short requests in a row: memory grows by"
        stage.report.figure(what, most - before, "MB", at_most=30.0)


def _slow_heads(stage):
    """A thousand connections send a byte of their head now and then."""
    with stage.serve(stage.database("few")) as service:
        sockets, slow = service.sockets(), [socket.create_connection(("127.0.0.1", service.port)) for _ in range(1_000)]
        for connection in slow:
            connection.sendall(b"GET /api/v1 HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        [beside] = load.run([load.Plan(service.port, [request_bytes("GET", "/api/v1")], 2, 4, rate=50)])
        p99 = load.percentile(beside.times(200, 304), 0.99) * 1000
        stage.report.figure("beside 1,000 slow heads a request, p99", p99, "ms", at_most=100)
        began = time.monotonic()
        while service.sockets() > sockets + SPARE and time.monotonic() - began < 15:
            for connection in slow:
                try:
                    connection.sendall(b"x")
                except OSError:
                    pass
            time.sleep(0.5)
        stage.report.figure("slow heads that are left", max(0, service.sockets() - sockets - SPARE), at_most=0)
        for connection in slow:
            connection.close()


def _waiters_leave(stage):
    """Those who wait for changes and go away free their places."""
    with stage.serve(stage.database("few")) as service, service.client() as client:
        position = client.get("/api/v1/changes").json()["position"]
        path = f"/api/v1/changes?after={position}"
        for _ in range(8):
            waiting = [Client(service.port) for _ in range(60)]
            for one in waiting:
                one.send(request_bytes("GET", path, {"Prefer": "wait=20"}))
            time.sleep(0.1)
            for one in waiting:
                one.close()
        time.sleep(0.5)
        answer = client.get(path, {"Prefer": "wait=1"})
        stage.report.holds("after 480 that waited and left, another may wait", "preference-applied" in answer.headers)


def _all_connections(stage):
    """One client keeps as many connections as it gets."""
    wanted, held = 4_300, []
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, max(wanted + 500, SPARE)), most))
    with stage.serve(stage.database("few"), "--workers", "1") as service:
        try:
            for _ in range(wanted):
                connection = socket.create_connection(("127.0.0.1", service.port), 5, ("127.0.0.2", 0))
                connection.sendall(request_bytes("GET", "/health/live"))
                held.append(connection)
            with service.client(source="127.0.0.3", timeout=5) as other:
                served = sum(other.get(LIST).status == 200 for _ in range(5))
            stage.report.figure(f"beside a client with {wanted:,} connections, of 5 requests answered", served, "", at_least=5)
        finally:
            for connection in held:
                connection.close()


def _files(stage):
    """More connections than the process may have files: it refuses, and works again when they are gone."""
    url = stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url) as service:
        resource.prlimit(service.pid, resource.RLIMIT_NOFILE, (200, 200))
        many = []
        for _ in range(500):
            connection = socket.socket()
            connection.settimeout(1)
            try:
                connection.connect(("127.0.0.1", service.port))
            except OSError:
                connection.close()
                break
            many.append(connection)
        time.sleep(1)
        stage.report.holds("500 connections for 200 files: it goes on", service.is_running(), service.errors()[-200:])
        for connection in many:
            connection.close()
        began = time.monotonic()
        ready = service.wait_until_ready(20)
        stage.report.holds("  and is ready again when they are gone", ready is not None)
        stage.report.figure("  ready after", time.monotonic() - began, "s", at_most=2.0)
        stage.report.figure("  writes again after", writers.first_success(service, editor, 10), "s", at_most=2.0)


def _full():
    return os.open("/dev/full", os.O_WRONLY)


def _broken_pipe():
    reading, writing = os.pipe()
    os.close(reading)
    return writing


class _Unlogged(Service):
    """A service whose standard error cannot be written to."""

    def __init__(self, stage, url, open_log):
        self._open_log = open_log
        super().__init__(stage.binary, url, stage.folder / "unused.log", environment={"RUST_LOG": "info"})

    def _start(self, command, environment, _errors):
        errors = self._open_log()
        try:
            return super()._start(command, environment, errors)
        finally:
            os.close(errors)


def _log(stage, what, open_log):
    """A log that cannot be written ends no request."""
    with _Unlogged(stage, stage.database("few"), open_log) as service, service.client() as client:
        statuses = [client.get("/api/v1/partners").status for _ in range(20)]
        stage.report.holds(f"the log is {what}: requests are answered", statuses == [200] * 20, statuses)
        stage.report.holds(f"the log is {what}: and it is running", service.is_running())


def _stop_under_load(stage):
    """SIGTERM lets running requests finish and loses no acknowledged write."""
    url = stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url) as service:
        with writers.Writers(service, editor, 8) as running:
            time.sleep(0.5)
            began = time.monotonic()
            service.process.send_signal(signal.SIGTERM)
            try:
                service.process.wait(30)
            except subprocess.TimeoutExpired:
                pass
            seconds = time.monotonic() - began
        stage.report.figure("SIGTERM beside eight writers: it ends after", seconds, "s", at_most=26.0)
        stage.report.figure("  with the status", service.process.returncode or 0, at_most=0)
        cut = [attempt for attempt in running.attempts if attempt.status == 0]
        there = writers.titles(stage, url)
        stage.report.figure("  requests that were carried out and not answered",
                            sum(there[attempt.title] for attempt in cut), at_most=0)
    writers.compare(stage, url, running.attempts, "SIGTERM")
    stage.check_is_clean(url, "SIGTERM: check")
