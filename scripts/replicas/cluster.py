"""A PostgreSQL primary with two streaming replicas, and PgBouncer before all of them."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from resilience import caretaker
from resilience.postgres import NoServer, Server

# Servers are killed, the machine is not: what the system has in memory is not lost.
PRIMARY = """
wal_level = replica
max_wal_senders = 10
wal_keep_size = 256MB
fsync = off
max_connections = 200
"""

# A replica follows whichever server is the primary.
REPLICA = """
port = {port}
unix_socket_directories = '{folder}'
hot_standby_feedback = on
wal_retrieve_retry_interval = 200ms
synchronous_standby_names = ''
primary_conninfo = 'host={hosts} port={ports} user=postgres application_name={name} target_session_attrs=read-write'
"""

BOUNCER = """
[databases]
{databases}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 500
default_pool_size = 20
server_login_retry = 1
server_connect_timeout = 2
logfile = {folder}/pgbouncer.log
"""


def free_port():
    """A port that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def find_bouncer():
    """The program PgBouncer, if it is installed."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")


class Primary(Server):
    """The first primary."""

    def __init__(self, programs):
        self.port = free_port()
        super().__init__(programs, self.port)

    def _initdb(self, port):
        super()._initdb(port)
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as file:
            file.write(PRIMARY)


class Replica(Server):
    """A streaming replica."""

    def __init__(self, primary, name, port, others):
        self.name, self.port, self.primary, self.others = name, port, primary, others
        super().__init__(primary.programs, port)

    def _initdb(self, port):
        data = self.folder / "data"
        done = subprocess.run(
            [self.programs / "pg_basebackup", "--pgdata", data, "--checkpoint=fast", "--no-sync",
             "--dbname", self.primary.url],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, **self._options(),
        )
        if done.returncode != 0:
            raise NoServer(f"pg_basebackup failed: {done.stderr.strip()}")
        ports = [self.primary.port, *self.others]
        with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(REPLICA.format(
                port=port, folder=self.folder, name=self.name,
                hosts=",".join(["127.0.0.1"] * len(ports)), ports=",".join(map(str, ports)),
            ))
        (data / "standby.signal").touch()
        if self.user:
            os.chown(data / "standby.signal", self.user.pw_uid, self.user.pw_gid)


class Bouncer:
    """PgBouncer in transaction mode."""

    def __init__(self, program, servers, user, options):
        self.port, self.servers = free_port(), dict(servers)
        self.folder = Path(tempfile.mkdtemp(prefix="replicas-pgbouncer-", dir="/tmp"))
        caretaker.folder(self.folder)
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self._configure()
        self.process = subprocess.Popen(
            [program, "--quiet", self.folder / "pgbouncer.ini"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            **{**options, "cwd": self.folder},
        )
        caretaker.process(self.process.pid)
        self._wait()

    def _wait(self):
        """Waits until it listens."""
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise NoServer("PgBouncer does not listen")

    def _configure(self):
        databases = "\n".join(
            f"{name} = host=127.0.0.1 port={server.port} dbname=twinning user=postgres"
            for name, server in self.servers.items()
        )
        text = BOUNCER.format(databases=databases, port=self.port, folder=self.folder)
        (self.folder / "pgbouncer.ini").write_text(text, encoding="utf-8")

    def address(self, name):
        """The address of one of the servers."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}?pool_mode=transaction"

    def point(self, name, server):
        """Points a name at another server."""
        self.servers[name] = server
        self._configure()
        self.process.send_signal(signal.SIGHUP)

    def close(self):
        """Ends it."""
        self.process.kill()
        self.process.wait()
        caretaker.gone(self.process.pid)


class Cluster:
    """A primary with a synchronous and an asynchronous replica."""

    def __init__(self, programs, bouncer=None):
        self.bouncer, self.servers = None, []
        self.primary = self._keep(Primary(programs))
        self.primary.sql("CREATE DATABASE twinning")
        first, second = free_port(), free_port()
        self.synchronous = self._keep(Replica(self.primary, "replica1", first, [second]))
        self.asynchronous = self._keep(Replica(self.primary, "replica2", second, [first]))
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'replica1'")
        self.primary.sql("SELECT pg_reload_conf()")
        self._wait_for("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", "1")
        if bouncer:
            servers = {"primary": self.primary, "replica1": self.synchronous, "replica2": self.asynchronous}
            self.bouncer = Bouncer(bouncer, servers, self.primary.user, self.primary._options())

    def _keep(self, server):
        self.servers.append(server)
        return server

    def _wait_for(self, question, answer, seconds=20):
        end = time.monotonic() + seconds
        while self.primary.sql(question) != answer:
            if time.monotonic() > end:
                raise NoServer(f"{question}: not {answer}")
            time.sleep(0.05)

    def url(self):
        """DATABASE_URL: whichever server is the primary."""
        if self.bouncer:
            return self.bouncer.address("primary")
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in self.servers)
        return f"postgres://postgres@{hosts}/twinning"

    def read_urls(self):
        """DATABASE_READ_URL: the replicas."""
        if self.bouncer:
            return " ".join(map(self.bouncer.address, ("replica1", "replica2")))
        replicas = (self.synchronous, self.asynchronous)
        return " ".join(f"postgres://postgres@127.0.0.1:{server.port}/twinning" for server in replicas)

    def kill_primary(self):
        """Ends all processes of the primary, as a loss of power does."""
        self.primary.signal(signal.SIGKILL)
        self.primary.process.wait(30)
        caretaker.gone(self.primary.process.pid)

    def promote(self):
        """Makes the synchronous replica the primary."""
        self.synchronous.sql("SELECT pg_promote(true, 30)")
        if self.bouncer:
            self.bouncer.point("primary", self.synchronous)

    def transactions(self, server):
        """The number of transactions of the service on a server so far."""
        return int(server.sql("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'twinning'"))

    def close(self):
        """Ends all of it."""
        if self.bouncer:
            self.bouncer.close()
        for server in reversed(self.servers):
            server.close()
