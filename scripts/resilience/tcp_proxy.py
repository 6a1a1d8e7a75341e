"""A proxy between the service and PostgreSQL that cuts, delays and swallows."""

import socket
import threading
import time

# The ends of messages of simple queries. A transaction that only reads begins with other words.
BEGIN_WRITING, BEGIN_READING, COMMIT = b"BEGIN\0", b"READ ONLY\0", b"COMMIT\0"


class TcpProxy:
    """Passes connections on, as long as nothing else is asked for."""

    def __init__(self, port):
        self.server_port = port
        self.delay = 0.0  # seconds, for what the server sends
        self.swallows = False  # nothing passes any more, and nothing is closed
        self.refuses = False  # new connections are closed at once
        self.cuts_before_commit = False  # once: COMMIT does not reach the server
        self.cuts_after_commit = False  # once: COMMIT reaches the server, its answer does not come back
        self.cuts = 0
        self._pairs, self._lock = [], threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, url):
        """The address of a database of the server, by way of the proxy."""
        host, _, rest = url.partition(f":{self.server_port}/")
        return f"{host.rpartition('@')[0]}@127.0.0.1:{self.port}/{rest}"

    def cut(self):
        """Closes all connections, as a firewall that forgot them."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            _close(pair)

    def close(self):
        """Ends the proxy."""
        self.listener.close()
        self.cut()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.refuses:
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port), 5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            pair = (client, server)
            with self._lock:
                self._pairs.append(pair)
            for receive, work in ((client, self._to_server), (server, self._to_client)):
                threading.Thread(target=work, args=(pair, receive), daemon=True).start()

    def _pass(self, pair, receive, send, handle):
        try:
            while data := receive.recv(65536):
                while self.swallows:
                    time.sleep(0.05)
                if handle(data):
                    send.sendall(data)
        except OSError:
            pass
        _close(pair)

    def _to_server(self, pair, client):
        writing = False

        def handle(data):
            nonlocal writing
            if data.endswith((BEGIN_WRITING, BEGIN_READING)):
                writing = data.endswith(BEGIN_WRITING)
            if not (writing and data.endswith(COMMIT)):
                return True
            if self.cuts_before_commit:
                self.cuts_before_commit, self.cuts = False, self.cuts + 1
                _close(pair)
                return False
            if self.cuts_after_commit:
                self.cuts_after_commit, self.cuts = False, self.cuts + 1
                _half_close(pair, data)
                return False
            return True

        self._pass(pair, client, pair[1], handle)

    def _to_client(self, pair, server):
        def handle(_data):
            if self.delay:
                time.sleep(self.delay)
            return True

        self._pass(pair, server, pair[0], handle)


def _half_close(pair, data):
    """Closes the side of the client, then lets the server have its last message."""
    client, server = pair
    client.shutdown(socket.SHUT_RDWR)
    server.sendall(data)
    time.sleep(0.3)  # the server commits
    _close(pair)


def _close(pair):
    for end in pair:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()
