#!/usr/bin/env python3
"""Receives the webhooks of a twinning service, and checks who sent them.

    TWINNING_WEBHOOK_SECRET=whsec_… python3 webhook-receiver.py 8000

Put a server with TLS in front of it. A message says only that there is something new: fetch the
changes from your own position then, as harvest.py does. Any other status than 2xx is sent again.
"""

import base64, hashlib, hmac, http.server, json, os, sys, time

key = base64.b64decode(os.environ["TWINNING_WEBHOOK_SECRET"].removeprefix("whsec_"))


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 4096))
        name, sent = self.headers.get("webhook-id", ""), self.headers.get("webhook-timestamp", "")
        mac = hmac.new(key, f"{name}.{sent}.".encode() + body, hashlib.sha256).digest()
        expected = "v1," + base64.b64encode(mac).decode()
        # There are two signatures while a secret is changed. An old message may be a repeated one.
        signatures = self.headers.get("webhook-signature", "").split()
        is_signed = any(hmac.compare_digest(expected, one) for one in signatures)
        is_new = sent.isdigit() and abs(time.time() - int(sent)) < 300
        self.send_response(204 if is_signed and is_new else 401)
        self.end_headers()
        if is_signed and is_new:
            print(json.loads(body)["data"].get("changes", "a test"), flush=True)


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
