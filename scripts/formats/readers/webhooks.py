"""Webhooks (Standard Webhooks 1.0.0): a message of the service is verified by the library of the standard."""

import http.server
import json
import os
import re
import threading

import standardwebhooks

from ..service import API, Skipped, expect, same

SECONDS = 15
TEST = re.compile(r"/webhooks/\{\w+\}/test")


class _Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
        if json.loads(body).get("type") == "test":  # the changes of others may be told in between
            self.server.received = ({name.lower(): value for name, value in self.headers.items()}, body)
            self.server.arrived.set()

    def log_message(self, *_):
        pass


def _receiver():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    server.arrived = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def delivered(service):
    """The service has to send to this machine: it is started so that loopback addresses are allowed."""
    if not any(TEST.fullmatch(path) for path in service.document()["paths"]):
        raise Skipped("the service has no /webhooks")
    token = os.environ.get("CHECK_ADMIN_TOKEN")
    if not token:
        raise Skipped("no token of an administrator in CHECK_ADMIN_TOKEN")
    receiver = _receiver()
    try:
        return _send(service, token, receiver)
    finally:
        receiver.shutdown()


def _send(service, token, receiver):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url = f"http://127.0.0.1:{receiver.server_address[1]}/"
    answer = service.call("POST", f"{API}/webhooks", headers, json.dumps({"url": url}).encode())
    same("status of the registration", answer.status, 201)
    secret, address = answer.json()["secret"], answer.header("Location")
    try:
        test = service.call("POST", f"{address}/test", headers, b"")
        expect(test.status == 200, f"the test answers {test.status}: {test.body[:200]!r}")
        expect(test.json()["delivered"], f"not delivered: {test.body[:200]!r}")
        expect(receiver.arrived.wait(SECONDS), f"no message in {SECONDS} s")
    finally:
        service.call("DELETE", address, headers)
    received, body = receiver.received
    message = standardwebhooks.Webhook(secret).verify(body, received)
    same("members", sorted(message), ["data", "timestamp", "type"])
    return f"a message of {len(body)} bytes, verified"
