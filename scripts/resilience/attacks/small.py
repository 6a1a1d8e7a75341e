"""Single requests and commands that once did harm."""

import os
import socket
import stat
import subprocess
import time

from ..client import Client, parse_head, request_bytes
from ..dataset import event
from ..load import percentile

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
SAME_TITLE = 1_001


def run(stage):
    """Each on its own."""
    url = stage.database("few")
    _links_beside_a_backup(stage, url)
    _modes(stage, url)
    _fifo(stage, url)
    with stage.serve(url) as service:
        editor = stage.editor(url)
        _raw_requests(stage.report, service, editor)
        _headers(stage.report, service)
        _places_to_wait(stage.report, service)
        _same_title(stage, service, editor)
    _truncated_file(stage)


def _links_beside_a_backup(stage, url):
    """A link with the name of the unfinished file, or of the file itself, leads to a file of somebody else."""
    for name in ("backup.db.part", "backup.db"):
        folder = stage.folder / f"links-{name}"
        folder.mkdir()
        victim = folder / "victim"
        victim.write_text("precious", encoding="utf-8")
        (folder / name).symlink_to(victim)
        stage.command("backup", folder / "backup.db", "--replace", url=url)
        stage.report.holds(f"a link {name} to another file: that file is unharmed", victim.read_text() == "precious")


def _modes(stage, url):
    """What has drafts in it is for its owner only."""
    old = os.umask(0o022)
    try:
        for command, name in ((("export", "--output"), "records.ndjson"), (("backup",), "backup.db")):
            file = stage.folder / name
            stage.run(*command, file, url=url)
            mode = stat.S_IMODE(file.stat().st_mode)
            stage.report.holds(f"the file of {command[0]} has the mode 0600", mode == 0o600, oct(mode))
    finally:
        os.umask(old)


def _fifo(stage, url):
    """A pipe that nobody writes to is no backup."""
    pipe = stage.folder / "pipe"
    os.mkfifo(pipe)
    for command in (("restore", "--replace"), ("import",)):
        began = time.monotonic()
        try:
            done = stage.command(command[0], pipe, *command[1:], url=url, timeout=5)
            report = f"{command[0]} of a pipe that nobody writes to ends by itself"
            stage.report.figure(report, time.monotonic() - began, "s", at_most=2.0)
            stage.report.holds("  and it says so", done.returncode == 1, done.stderr)
        except subprocess.TimeoutExpired:
            if command[0] == "restore":
                stage.report.holds("restore of a pipe that nobody writes to ends by itself", False, "it waits")
            else:
                stage.report.note("import of a pipe waits for its writer")


# The HTTP library (actix-http 3.20) ends the connection without an answer.
CHUNKS = {
    "-1": b"-1\r\nxx\r\n0\r\n\r\n",
    "+1": b"+1\r\nx\r\n0\r\n\r\n",
    "fffffffffffffffff": b"fffffffffffffffff\r\nx\r\n",
    "nothing": b"\r\nx\r\n0\r\n\r\n",
    "zz": b"zz\r\nx\r\n0\r\n\r\n",
}

RAW = {
    "Content-Length: -1": (b"Content-Length: -1\r\n", b"xx"),
    "Content-Length: +2": (b"Content-Length: +2\r\n", b"{}"),
    "two lengths": (b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}x"),
    "a length and chunks": (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
    "chunks inside gzip": (b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"),
    "Transfer-Encoding: identity": (b"Transfer-Encoding: identity\r\n", b"{}"),
    "a header with a space before its colon": (b"Content-Length : 2\r\n", b"{}"),
    "a folded header": (b"X-A: b\r\n c\r\nContent-Length: 0\r\n", b""),
    "a NUL in a header": (b"X-A: b\0c\r\nContent-Length: 0\r\n", b""),
    "a bare carriage return": (b"X-A: b\rX-B: c\r\nContent-Length: 0\r\n", b""),
}


def _raw_requests(report, service, editor):
    """What the HTTP parser refuses gets an answer, and no second request is read out of it."""
    head = request_bytes("POST", "/api/v1/events", editor).removesuffix(b"\r\n")
    for what, (headers, body) in RAW.items():
        statuses = _statuses(service.port, head + headers + b"\r\n" + body)
        report.holds(f"{what}: one answer, 4xx", len(statuses) == 1 and 400 <= statuses[0] < 500, statuses)
    for size, body in CHUNKS.items():
        began = time.monotonic()
        statuses = _statuses(service.port, head + b"Transfer-Encoding: chunked\r\n\r\n" + body)
        is_ended = all(400 <= status < 500 for status in statuses) and time.monotonic() - began < 3
        report.holds(f"a chunk of the size {size}: refused, and the connection ends", is_ended, statuses)


def _statuses(port, data, patience=8):
    """The statuses of all answers, until the connection ends or is silent for a moment after an answer."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(data)
        connection.settimeout(patience)
        try:
            while more := connection.recv(65536):
                received += more
                connection.settimeout(0.3)
        except OSError:
            pass
    statuses = []
    while b"\r\n\r\n" in received:
        head, _, received = received.partition(b"\r\n\r\n")
        status, headers = parse_head(head)
        statuses.append(status)
        received = received[int(headers.get("content-length", 0)) :]
    return statuses


def _headers(report, service):
    """No page of another origin shows the service's pages in a frame."""
    with service.client() as client:
        for path in ("/", "/swagger-ui/", "/api/v1"):
            headers = client.get(path).headers
            framed = headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN")
            policy = "frame-ancestors" in headers.get("content-security-policy", "")
            report.holds(f"{path} has X-Frame-Options and frame-ancestors", framed and policy, headers)


def _places_to_wait(report, service):
    """One address does not take all places of those who wait for changes."""
    clients = [Client(service.port) for _ in range(300)]
    position = clients[0].get("/api/v1/changes?limit=1000").json()["position"]
    request = request_bytes("GET", f"/api/v1/changes?after={position}", {"Prefer": "wait=3"})
    for client in clients:
        client.send(request)
    time.sleep(0.3)
    with service.client(source="127.0.0.9") as other:
        answer = other.get(f"/api/v1/changes?after={position}", {"Prefer": "wait=1"})
        report.holds("beside 300 that wait, another address may wait", "preference-applied" in answer.headers)
    waited = 0
    for client in clients:
        waited += "preference-applied" in client.answer().headers
        client.close()
    report.figure("places that one address takes", waited, at_most=32)


def _same_title(stage, service, editor):
    """A series of events has one title; each gets an id of its own."""
    seconds, refused = [], []
    with service.client() as client:
        for _ in range(SAME_TITLE):
            answer = client.request("POST", "/api/v1/events", editor, event("Dni Kętrzyna"))
            seconds.append(answer.seconds)
            if answer.status != 201:
                refused.append((answer.status, answer.body[:200]))
    stage.report.figure(f"of {SAME_TITLE} events of one title, refused", len(refused), at_most=0)
    for status, body in refused[:1]:
        stage.report.note(f"{status} {body}")
    first, last = percentile(seconds[:100], 0.5), percentile(seconds[-20:], 0.5)
    stage.report.figure("the last ones take", last * 1000, "ms", at_most=max(20.0, 5 * first * 1000))


def _truncated_file(stage):
    """A file that was cut under the service is noticed."""
    url = stage.database("few")
    file = stage.file_of(url)
    with stage.serve(url) as service, service.client() as client:
        client.get("/api/v1/partners")
        os.truncate(file, 8192)
        end, status = time.monotonic() + 5, 200
        while status == 200 and time.monotonic() < end:
            status = client.get("/health/ready").status
            time.sleep(0.1)
        stage.report.holds("a truncated file: /health/ready is 503 within 5 s", status == 503, status)
        answer = client.get("/api/v1/events?q=abc")
        what = "a truncated file: reading is a problem, not wrong data"
        stage.report.holds(what, answer.status >= 500, answer.status)
