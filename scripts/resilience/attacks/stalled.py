"""Clients that do not read their answers cost little, and are gone in the end."""

import selectors
import socket
import time

from .. import load
from ..client import request_bytes
from ..service import SPARE

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
LIST = "/api/v1/events?limit=100"  # about a megabyte
PARTNERS = "/api/v1/partners?limit=100"  # the longest texts
STALLED = 300
GONE_AFTER = 75


def run(stage):
    """Readers who stop, who are slow, who are many, and who ask for the most there is."""
    url = stage.database("large")
    _stalled(stage, url)
    _trickle(stage, url)
    _many_connections(stage, url)
    _biggest(stage, url)


def _connect(service, receive_buffer=4096):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.connect(("127.0.0.1", service.port))
    return connection


def _stalled(stage, url):
    """They ask for a megabyte each and read nothing."""
    report = stage.report
    with stage.serve(url) as service:
        with service.client() as client:
            report.figure("the list, bytes", len(client.get(LIST).body))
        before, sockets = service.resident(), service.sockets()
        asked, began = [], time.monotonic()
        for number in range(STALLED):
            connection = _connect(service)
            connection.sendall(request_bytes("GET", f"{LIST}&from=1990-01-01&to=20{20 + number % 80}-01-01"))
            asked.append(connection)
        most = _watch(service, 4 if stage.short else 10)
        report.figure(f"{STALLED} clients that do not read: memory grows by", most - before, "MB", at_most=30.0)
        live = load.Plan(service.port, [request_bytes("GET", "/health/live")], 2, 4, rate=50)
        [beside] = load.run([live])
        p99 = load.percentile(beside.times(200), 0.99) * 1000
        report.figure("/health/live beside them, p99", p99, "ms", at_most=100)
        if stage.short:
            report.note(f"whether they are gone after {GONE_AFTER} s is not waited for")
        else:
            while service.sockets() > sockets + SPARE and time.monotonic() - began < GONE_AFTER + 15:
                time.sleep(0.5)
            report.figure("connections that are left", max(0, service.sockets() - sockets - SPARE), at_most=0)
            report.figure("the last one is gone after", time.monotonic() - began, "s", at_most=GONE_AFTER)
        for connection in asked:
            connection.close()


def _watch(service, seconds):
    """The most resident memory within a time."""
    most, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, service.resident())
        time.sleep(0.1)
    return most


def _trickle(stage, url):
    """They read a kilobyte a second."""
    seconds = 6 if stage.short else 20
    with stage.serve(url) as service:
        with service.client() as client:
            client.get(LIST)
        before, readers = service.resident(), [_connect(service) for _ in range(100)]
        for connection in readers:
            connection.sendall(request_bytes("GET", LIST))
        most, end = before, time.monotonic() + seconds
        while time.monotonic() < end:
            for connection in readers:
                connection.setblocking(False)
                try:
                    connection.recv(1024)
                except OSError:
                    pass
            most = max(most, service.resident())
            time.sleep(1)
        stage.report.figure("100 clients that read 1 KB/s: memory grows by", most - before, "MB", at_most=30.0)
        for connection in readers:
            connection.close()


def _many_connections(stage, url):
    """They are open, and some ask."""
    report = stage.report
    with stage.serve(url) as service:
        before = service.resident()
        connections = [_connect(service, 65536) for _ in range(2_000)]
        live = load.Plan(service.port, [request_bytes("GET", "/health/live")], 2, 4, rate=50)
        [beside] = load.run([live])
        report.figure("2,000 open connections: memory grows by", service.resident() - before, "MB", at_most=64.0)
        p99 = load.percentile(beside.times(200), 0.99) * 1000
        report.figure("/health/live beside them, p99", p99, "ms", at_most=100)
        for connection in connections:
            connection.close()
        connections = [_connect(service, 65536) for _ in range(2_000)]
        for connection in connections:
            connection.sendall(request_bytes("GET", "/api/v1"))
        report.figure("2,000 that ask at once: answered within 10 s", _answered(connections, 10), at_least=2_000)
        for connection in connections:
            connection.close()


def _answered(connections, seconds):
    """How many of the connections get a 200."""
    selector, answered, end = selectors.DefaultSelector(), 0, time.monotonic() + seconds
    for connection in connections:
        selector.register(connection, selectors.EVENT_READ)
    while selector.get_map() and time.monotonic() < end:
        for key, _ in selector.select(0.2):
            try:
                answered += key.fileobj.recv(65536).startswith(b"HTTP/1.1 200")
            except OSError:
                pass
            selector.unregister(key.fileobj)
    return answered


def _biggest(stage, url):
    """The longest texts in ten languages, a hundred records in one answer."""
    report = stage.report
    for path in (PARTNERS, "/api/v1/changes?limit=1000"):
        with stage.serve(url) as service:
            with service.client() as client:
                answer = client.get(path)
            report.figure(f"{path}: bytes", len(answer.body), at_most=4 << 20)
            links = answer.json().get("links", {}) if answer.status == 200 else {}
            whole = answer.status == 200 and bool(links)
            report.holds("  and it is a page that is whole or continues", whole, answer.status)
            before = service.resident()
            plan = load.Plan(service.port, [request_bytes("GET", path)], 3, connections=20)
            most = [before]
            load.run([plan], meanwhile=lambda: most.append(_watch(service, 3)))
            report.figure("  20 clients of it: memory grows by", max(most) - before, "MB", at_most=150.0)
