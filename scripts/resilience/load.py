"""Load from processes of their own, each with many connections that are kept alive.

A plan says what to send. With a rate the loop is open: requests are sent at their times, whatever the service does, and
the time of an answer counts from when the request was due. Without one it is closed: each connection sends its next
request when it has its answer.
"""

import ctypes
import heapq
import multiprocessing
import os
import selectors
import signal
import socket
import time
from dataclasses import dataclass, field

from . import caretaker
from .client import parse_head


@dataclass
class Plan:
    """What one process sends."""

    port: int
    requests: list
    seconds: float
    connections: int = 1
    rate: float = None  # a second; None: a closed loop
    leave_after: float = None  # seconds after which a client goes away without its answer
    name: str = ""


@dataclass
class Result:
    """What became of a plan."""

    samples: list = field(default_factory=list)  # (when it was due, seconds, status, bytes)
    unanswered: int = 0
    late: float = 0.0  # the longest time between when a request was due and when it was sent
    processor_seconds: float = 0.0
    seconds: float = 0.0
    error: str = ""

    def count(self, *statuses):
        """How many answers have one of these statuses."""
        return sum(sample[2] in statuses for sample in self.samples)

    def times(self, *statuses):
        """The seconds of the answers with one of these statuses; of all answers without any."""
        return [sample[1] for sample in self.samples if not statuses or sample[2] in statuses]


def percentile(values, part):
    """The value below which this part of the values is; infinite if there are none."""
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))] if values else float("inf")


def run(plans, meanwhile=None):
    """Carries the plans out at the same time, and `meanwhile` in this process; returns a result for each plan."""
    context = multiprocessing.get_context("fork")
    running = []
    for plan in plans:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(plan, there), daemon=True)
        process.start()
        there.close()
        running.append((process, here))
    try:
        if meanwhile is not None:
            meanwhile()
        return [_result(here) for _, here in running]
    finally:
        for process, here in running:
            here.close()
            process.kill()
            process.join()


def _result(pipe):
    try:
        return pipe.recv()
    except EOFError:
        return Result(error="the process that sends ended early")


def merged(results):
    """Several results as one."""
    whole = Result(seconds=max(result.seconds for result in results))
    for result in results:
        whole.samples += result.samples
        whole.unanswered += result.unanswered
        whole.processor_seconds += result.processor_seconds
        whole.late = max(whole.late, result.late)
        whole.error = whole.error or result.error
    return whole


def _work(plan, pipe):
    caretaker.leave()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it ends with the run
    sender = _Sender(plan)
    try:
        sender.run()
    except OSError as error:
        sender.result.error = str(error)
    times = os.times()
    sender.result.processor_seconds = times.user + times.system
    pipe.send(sender.result)
    pipe.close()


class _Sender:
    """The loop of one process."""

    def __init__(self, plan):
        self.plan, self.result = plan, Result()
        self.selector = selectors.DefaultSelector()
        self.idle, self.open_count, self.next_request = [], 0, 0
        self.leaving = []  # a heap of (when, number, connection)
        self.began = time.monotonic()

    def run(self):
        """Sends until the time is over, and waits for the last answers."""
        plan, sent = self.plan, 0
        end = self.began + plan.seconds
        waiting = []  # open loop: when requests were due that no connection was free for
        while (now := time.monotonic()) < end:
            pause = 0.05
            if plan.rate:
                while (due := self.began + sent / plan.rate) <= now:
                    waiting.append(due)
                    sent += 1
                taken = 0
                while taken < len(waiting) and self._send(waiting[taken]):
                    taken += 1
                del waiting[:taken]
                pause = max(0.0, min(pause, self.began + sent / plan.rate - time.monotonic()))
            else:
                while self._send(time.monotonic()):
                    pass
            self._receive(pause)
        self.result.seconds = time.monotonic() - self.began
        self.result.unanswered += len(waiting)
        patience = time.monotonic() + (0 if plan.leave_after or not plan.rate else 3)
        while self.open_count > len(self.idle) and time.monotonic() < patience:
            self._receive(0.05)
        if plan.rate:
            self.result.unanswered += self.open_count - len(self.idle)

    def _send(self, due):
        if self.idle:
            connection = self.idle.pop()
        elif self.open_count < self.plan.connections:
            connection = _Connection(self.plan.port)
            self.open_count += 1
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)
        else:
            return False
        connection.due, connection.data, connection.need = due, bytearray(), None
        request = self.plan.requests[self.next_request % len(self.plan.requests)]
        self.next_request += 1
        now = time.monotonic()
        self.result.late = max(self.result.late, now - due)
        try:
            connection.socket.setblocking(True)
            connection.socket.sendall(request)
            connection.socket.setblocking(False)
        except OSError:
            self._lose(connection)
        if self.plan.leave_after:
            heapq.heappush(self.leaving, (now + self.plan.leave_after, self.next_request, connection))
        return True

    def _receive(self, pause):
        while self.leaving and self.leaving[0][0] <= time.monotonic():
            _, _, connection = heapq.heappop(self.leaving)
            if connection.due is not None:
                self._lose(connection)
        if self.leaving:
            pause = max(0.0, min(pause, self.leaving[0][0] - time.monotonic()))
        for key, _ in self.selector.select(pause):
            connection = key.data
            try:
                data = connection.socket.recv(262144)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self._lose(connection)
            elif connection.take(data):
                self._done(connection)

    def _done(self, connection):
        if connection.due is None:
            return
        took = time.monotonic() - connection.due
        self.result.samples.append((connection.due - self.began, took, connection.status, connection.need))
        connection.due = None
        self.idle.append(connection)

    def _lose(self, connection):
        if connection.socket.fileno() < 0:
            return
        if connection.due is not None and not self.plan.leave_after:
            self.result.unanswered += 1
        connection.due = None
        self.selector.unregister(connection.socket)
        connection.socket.close()
        self.open_count -= 1
        if connection in self.idle:
            self.idle.remove(connection)


class _Connection:
    """One connection, and the answer that arrives on it."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.due, self.data, self.need, self.status = None, bytearray(), None, 0

    def take(self, data):
        """Takes bytes, and returns whether the answer is complete."""
        self.data += data
        if self.need is None:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.status, headers = parse_head(bytes(self.data[:end]))
            body = 0 if self.status in (204, 304) else int(headers.get("content-length", 0))
            self.need = end + 4 + body
        return len(self.data) >= self.need
