"""The service that is attacked: a process with its own port and log."""

import os
import signal
import subprocess
import time

from . import caretaker
from .client import Client, NoAnswer

SPARE = 8  # sockets that it may open for itself
START = 60  # seconds until it listens; longer where it has much to recover


class NotStarted(Exception):
    """The service ended instead of listening."""


class Service:
    """A running service."""

    def __init__(self, binary, url, log, arguments=(), environment=None):
        self.url, self.log = url, log
        environment = {
            **os.environ,
            "RUST_LOG": "warn,actix_http=off",
            **(environment or {}),
            "DATABASE_URL": url,
        }
        self.first_line = log.stat().st_size if log.exists() else 0
        with open(log, "ab") as errors:
            command = [binary, "serve", "--bind", "127.0.0.1:0", *arguments]
            self.process = self._start(command, environment, errors)
        caretaker.process(self.process.pid)
        self.port = self._port()

    def _start(self, command, environment, errors):
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=environment,
            start_new_session=True, text=True,
        )

    def _port(self):
        for line in self.process.stdout:
            if "listening" in line:
                return int(line.split(" on ")[1].split()[0].rpartition(":")[2])
        self.wait()
        raise NotStarted(self.errors().strip() or f"it exited with {self.process.returncode}")

    @property
    def pid(self):
        """The number of the process."""
        return self.process.pid

    def errors(self):
        """What this process has written on standard error."""
        with open(self.log, "rb") as file:
            file.seek(self.first_line)
            return file.read().decode("utf-8", "replace")

    def client(self, **options):
        """A connection to it."""
        return Client(self.port, **options)

    def wait_until_ready(self, seconds=START):
        """Waits until /health/ready is 200, and returns how long that took; None if it does not become ready."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                with self.client(timeout=5) as client:
                    if client.get("/health/ready").status == 200:
                        return time.monotonic() - began
            except (NoAnswer, OSError):
                pass
            time.sleep(0.02)
        return None

    def resident(self):
        """The resident memory in megabytes."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def sockets(self):
        """The number of open sockets, those that listen and wait for the others included."""
        count, folder = 0, f"/proc/{self.pid}/fd"
        for name in os.listdir(folder):
            try:
                count += os.readlink(f"{folder}/{name}").startswith("socket:")
            except OSError:
                pass
        return count

    def is_running(self):
        """Whether the process is there."""
        return self.process.poll() is None

    def wait(self, seconds=35):
        """Waits for its end."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        caretaker.gone(self.pid)

    def kill(self):
        """Ends it as a loss of power ends it, but for the disk."""
        if self.is_running():
            self.process.kill()
        self.wait()

    def stop(self):
        """Ends it as the operator does."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        self.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
