"""A small HTTP client on one connection: an attack decides about each byte."""

import json
import socket
import time


class NoAnswer(Exception):
    """The connection ended, or time was over, before there was a whole answer."""


class Answer:
    """A response, with the time that it took."""

    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    def json(self):
        """The body as JSON; an empty object if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def problem(self):
        """The last part of the type of a problem document, such as too-slow."""
        found = self.json()
        return found.get("type", "").rpartition(":")[2] if isinstance(found, dict) else ""


def request_bytes(method, path, headers=None, body=None):
    """A request as it goes over the network."""
    if isinstance(body, (dict, list)):
        body = json.dumps(body, ensure_ascii=False)
    if isinstance(body, str):
        body = body.encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")


def parse_head(head):
    """Status and headers, whose names are in lower case."""
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ", 2)[1])
    pairs = (line.partition(":") for line in lines[1:])
    return status, {name.lower(): value.strip() for name, _, value in pairs}


class Client:
    """A connection that is opened again where it was closed."""

    def __init__(self, port, timeout=40, source=None, headers=None):
        self.port, self.timeout, self.source = port, timeout, source
        self.headers = dict(headers or {})
        self.socket, self.rest = None, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes the connection."""
        if self.socket is not None:
            self.socket.close()
        self.socket, self.rest = None, b""

    def connect(self):
        """Opens the connection where it is not open."""
        if self.socket is None:
            source = (self.source, 0) if self.source else None
            self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout, source)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.socket

    def send(self, data):
        """Sends bytes as they are."""
        try:
            self.connect().sendall(data)
        except OSError as error:
            self.close()
            raise NoAnswer(str(error)) from error

    def request(self, method, path, headers=None, body=None):
        """Sends a request, and returns its answer. Only a connection that was idle is tried a second time."""
        data = request_bytes(method, path, {**self.headers, **(headers or {})}, body)
        began, was_idle = time.monotonic(), self.socket is not None
        try:
            self.send(data)
            return self.answer(began, method)
        except NoAnswer as error:
            if not was_idle or method not in ("GET", "HEAD") or "timed out" in str(error):
                raise
        self.send(data)
        return self.answer(began, method)

    def get(self, path, headers=None):
        """GET."""
        return self.request("GET", path, headers)

    def answer(self, began=None, method="GET"):
        """Reads one whole answer."""
        began = time.monotonic() if began is None else began
        try:
            status, headers, body = self._read(method)
        except (OSError, ValueError, IndexError) as error:
            self.close()
            raise NoAnswer(str(error)) from error
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body, time.monotonic() - began)

    def _read(self, method):
        data = self.rest
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, data = data.partition(b"\r\n\r\n")
        status, headers = parse_head(head)
        if method == "HEAD" or status in (204, 304) or status < 200:
            length = 0
        elif "content-length" in headers:
            length = int(headers["content-length"])
        else:
            return status, headers, self._until_the_end(headers, data)
        while len(data) < length:
            data += self._more()
        self.rest = data[length:]
        return status, headers, data[:length]

    def _until_the_end(self, headers, data):
        """A body without a length: in chunks, or until the connection ends."""
        if headers.get("transfer-encoding") != "chunked":
            while more := self.socket.recv(65536):
                data += more
            self.close()
            return data
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size, _, data = data.partition(b"\r\n")
            size = int(size, 16)
            while len(data) < size + 2:
                data += self._more()
            body, data = body + data[:size], data[size + 2 :]
            if size == 0:
                self.rest = data
                return body

    def _more(self):
        more = self.socket.recv(65536)
        if not more:
            raise ValueError("the connection ended")
        return more
