"""The password of a database is in no output, however wrong its address is."""

import itertools

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
PASSWORD = "Geheim9x7"

# Nothing listens on port 1. Each is an address as a person writes it by mistake.
SHAPES = [
    "postgres://anna:{p}@127.0.0.1:1/db",
    "postgresql://anna:{p}@127.0.0.1:1/db",
    "POSTGRES://anna:{p}@127.0.0.1:1/db",
    "postgres://anna:x@{p}@127.0.0.1:1/db",
    "postgres://anna:{p}@x@127.0.0.1:1/db",
    "postgres://anna:{p}/x@127.0.0.1:1/db",
    "postgres://anna:x/{p}@127.0.0.1:1/db",
    "postgres://anna:{p}#x@127.0.0.1:1/db",
    "postgres://anna:x#{p}@127.0.0.1:1/db",
    "postgres://anna:x?{p}@127.0.0.1:1/db",
    "postgres://anna:x?y={p}@127.0.0.1:1/db",
    "postgres://anna:x {p}@127.0.0.1:1/db",
    "postgres://anna:x:{p}@127.0.0.1:1/db",
    "postgres://anna:{p}%@127.0.0.1:1/db",
    "postgres://anna:{p}%zz@127.0.0.1:1/db",
    "postgres://anna:%zz{p}@127.0.0.1:1/db",
    "postgres://anna:{p}%00@127.0.0.1:1/db",
    "postgres://anna:{p}@127.0.0.1:port/db",
    "postgres://anna:{p}@127.0.0.1:99999/db",
    "postgres://anna:{p}@[::1/db",
    "postgres://anna:{p}@[::1]x:1/db",
    "postgres://anna:{p}@/db?host=127.0.0.1&port=1",
    "postgres://127.0.0.1:1/db?user=anna&password={p}",
    "postgres://127.0.0.1:1/db?password={p}&nonsense=1",
    "postgres://127.0.0.1:1/db?PASSWORD={p}",
    "postgres://127.0.0.1:1/db?pass={p}",
    "postgres://127.0.0.1:1/db?sslpassword={p}&sslmode=bad",
    "postgres://127.0.0.1:1/db?password={p}%zz",
    "postgres://127.0.0.1:1/db;password={p}",
    "postgres:/anna:{p}@127.0.0.1:1/db",
    "postgres:anna:{p}@127.0.0.1:1/db",
    "postgres//anna:{p}@127.0.0.1:1/db",
    "postgres;//anna:{p}@127.0.0.1:1/db",
    "postgres://anna:{p}",
    "postgres://anna:{p}@",
    " postgres://anna:{p}@127.0.0.1:1/db",
    "\"postgres://anna:{p}@127.0.0.1:1/db\"",
    "'postgres://anna:{p}@127.0.0.1:1/db'",
    "DATABASE_URL=postgres://anna:{p}@127.0.0.1:1/db",
    "postgres://anna:{p}@127.0.0.1:1/db\n",
    "postgres://anna:\n{p}@127.0.0.1:1/db",
    "postgre://anna:{p}@127.0.0.1:1/db",
    "mysql://anna:{p}@127.0.0.1:1/db",
    "jdbc:postgresql://127.0.0.1:1/db?password={p}",
    "anna:{p}@127.0.0.1:1/db",
    "host=127.0.0.1 port=1 user=anna password={p}",
    "sqlite:postgres://anna:{p}@127.0.0.1:1/db",
    "https://anna:{p}@127.0.0.1:1/db",
]

COMMANDS = [
    ("serve", "--bind", "127.0.0.1:0"),
    ("import", "data.ndjson"),
    ("import", "data.ndjson", "--dry-run"),
    ("check",),
    ("export",),
    ("backup", "backup.ndjson"),
    ("restore", "backup.ndjson"),
    ("token", "list"),
    ("token", "create", "anna", "--role", "reader"),
    ("token", "revoke", "anna"),
    ("erase-person", "Anna Nowak"),
]


def run(stage):
    """Gives each address to commands, in each place where it belongs and where it does not."""
    (stage.folder / "data.ndjson").write_text('{"type":"municipality","id":"gmina"}\n', encoding="utf-8")
    leaks, tried, crashed = [], 0, []
    for (number, shape), (place, give) in itertools.product(enumerate(SHAPES), GIVEN.items()):
        # Each address meets some commands, and over all addresses each command meets each place.
        commands = COMMANDS if not stage.short else [COMMANDS[number % len(COMMANDS)], COMMANDS[0]]
        for command in commands:
            done = give(stage, shape.format(p=PASSWORD), command)
            tried += 1
            output = (done.stdout + done.stderr).lower()
            if PASSWORD.lower() in output:
                leaks.append(f"{command[0]}, {place}, {shape!r}")
            if "panicked" in output or done.returncode not in (1, 2):
                crashed.append(f"{command[0]}, {place}, {shape!r}: {done.returncode}")
    stage.report.figure(f"outputs of {tried} that show the password", len(leaks), at_most=0)
    for leak in leaks[:40]:
        stage.report.note(leak)
    stage.report.figure("commands that do not fail plainly", len(crashed), at_most=0)
    for crash in crashed[:10]:
        stage.report.note(crash)


def _in_environment(stage, address, command):
    return stage.command(*command, url=address, timeout=30)


def _as_argument(stage, address, command):
    return stage.command(*command, f"--database-url={address}", timeout=30)


def _in_file(stage, address, command):
    file = stage.folder / "address"
    file.write_text(address, encoding="utf-8")
    return stage.command(*command, "--database-url-file", file, timeout=30)


def _as_file_in_environment(stage, address, command):
    return stage.command(*command, environment={"DATABASE_URL_FILE": address}, timeout=30)


def _as_file(stage, address, command):
    return stage.command(*command, f"--database-url-file={address}", timeout=30)


def _behind(stage, address, command):
    return stage.command(*command, address, timeout=30)


def _in_place_of_last(stage, address, command):
    return stage.command(*command[:-1], address, timeout=30)


GIVEN = {
    "in the environment": _in_environment,
    "as an argument": _as_argument,
    "in a file": _in_file,
    "as a file in the environment": _as_file_in_environment,
    "as a file": _as_file,
    "behind the arguments": _behind,
    "in place of the last argument": _in_place_of_last,
}
