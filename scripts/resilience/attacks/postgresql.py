"""PostgreSQL hangs, and the network cuts, delays and swallows: no request hangs, and the service recovers."""

import signal
import threading
import time
import urllib.parse

from .. import writers
from ..client import NoAnswer
from ..tcp_proxy import TcpProxy

DATABASES = ("postgres",)
SHORT = ("postgres",)
LONGEST = 35  # seconds: the limit of a request and a little


def run(stage):
    """Each trouble lasts for some seconds, with readers and writers."""
    url = stage.database("few")
    if stage.postgres.is_ours:
        _trouble(stage, url, url, "a server that is halted", _Halt(stage.postgres), 3 if stage.short else 5)
    else:
        stage.report.skip("the server is not ours: it is not halted")
    proxy = TcpProxy(urllib.parse.urlsplit(url).port or 5432)
    try:
        for what, trouble, seconds in (
            ("all connections cut", _Cut(proxy), 0.5),
            ("connections cut again and again", _CutOften(proxy), 3),
            ("answers delayed by 300 ms", _Set(proxy, "delay", 0.3, 0.0), 2 if stage.short else 5),
            ("connections refused", _Refused(proxy), 3),
            ("a network that swallows", _Swallowed(proxy), 3 if stage.short else 40),
        ):
            _trouble(stage, url, proxy.url(url), what, trouble, seconds)
    finally:
        proxy.close()
    stage.check_is_clean(url)


class _Set:
    """Sets an attribute of the proxy, and sets it back."""

    def __init__(self, proxy, name, value, after):
        self.proxy, self.name, self.value, self.after = proxy, name, value, after

    def begin(self):
        """The trouble begins."""
        setattr(self.proxy, self.name, self.value)

    def end(self):
        """The trouble is over."""
        setattr(self.proxy, self.name, self.after)


class _Refused(_Set):
    def __init__(self, proxy):
        super().__init__(proxy, "refuses", True, False)

    def begin(self):
        super().begin()
        self.proxy.cut()


class _Swallowed(_Set):
    def __init__(self, proxy):
        super().__init__(proxy, "swallows", True, False)

    def end(self):
        super().end()
        self.proxy.cut()


class _Cut:
    def __init__(self, proxy):
        self.proxy = proxy

    def begin(self):
        self.proxy.cut()

    def end(self):
        pass


class _CutOften(_Cut):
    def begin(self):
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._cut, daemon=True)
        self.thread.start()

    def _cut(self):
        while not self.over.wait(0.1):
            self.proxy.cut()

    def end(self):
        self.over.set()
        self.thread.join()


class _Halt:
    def __init__(self, server):
        self.server = server

    def begin(self):
        self.server.signal(signal.SIGSTOP)

    def end(self):
        self.server.signal(signal.SIGCONT)


class _Readers:
    """Clients that read while there is trouble, and see whether the process lives."""

    def __init__(self, service):
        self.service, self.over = service, threading.Event()
        self.seconds, self.statuses, self.live, self.lost = [], [], [], 0
        self.threads = [threading.Thread(target=self._read, args=(n,), daemon=True) for n in range(4)]
        self.threads.append(threading.Thread(target=self._look, daemon=True))

    def _read(self, number):
        turn = 0
        with self.service.client(timeout=60) as client:
            while not self.over.is_set():
                turn += 1
                try:
                    answer = client.get(f"/api/v1/events?q=wpis&limit={1 + turn % 100}&from=19{90 + number}-01-01")
                    self.seconds.append(answer.seconds)
                    self.statuses.append(answer.status)
                except NoAnswer:
                    self.lost += 1
                time.sleep(0.02)

    def _look(self):
        with self.service.client() as client:
            while not self.over.wait(0.05):
                self.live.append(client.get("/health/live").seconds)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


def _trouble(stage, url, served, what, trouble, seconds):
    report, editor = stage.report, stage.editor(url)
    with stage.serve(served) as service:
        service.wait_until_ready()
        with writers.Writers(service, editor, 4) as running, _Readers(service) as readers:
            time.sleep(0.3)
            trouble.begin()
            try:
                time.sleep(seconds)
            finally:
                trouble.end()
            recovery = writers.first_success(service, editor)
        report.figure(f"{what}: writes again after", recovery, "s", at_most=5.0)
        longest = max(attempt.seconds for attempt in running.attempts)
        report.figure(f"{what}: the longest request that writes", longest, "s", at_most=LONGEST)
        report.figure(f"{what}: the longest request that reads", max(readers.seconds), "s", at_most=LONGEST)
        report.figure(f"{what}: readers without an answer", readers.lost, at_most=0)
        report.figure(f"{what}: the longest /health/live", max(readers.live) * 1000, "ms", at_most=250)
        blamed = readers.statuses.count(500) + sum(attempt.status == 500 for attempt in running.attempts)
        report.figure(f"{what}: answers 500, which blame the program", blamed, at_most=0)
        ready = service.wait_until_ready(5)
        report.holds(f"{what}: ready again", ready is not None)
        writers.compare(stage, url, running.attempts, what)
        writers.repeat(stage, url, service, editor, running.attempts, what)
