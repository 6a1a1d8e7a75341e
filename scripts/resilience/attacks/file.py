"""The SQLite file is deleted, replaced, or has a log beside it that belongs to another."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

from ..dataset import event
from ..service import NotStarted

DATABASES = ("sqlite",)
SHORT = ("sqlite",)
POSTS = 5


def _delete(file):
    file.unlink()


def _delete_all(file):
    for name in (file, f"{file}-wal", f"{file}-shm"):
        os.unlink(name)


def _replace(file):
    copy = file.with_suffix(".copy")
    shutil.copy(file, copy)
    os.replace(copy, file)


def _overwrite(file):
    other = file.with_suffix(".other")
    shutil.copy(file, other)
    with open(other, "r+b") as header:  # the number of a file that has nothing to do with this one
        header.seek(60)
        header.write(os.urandom(4))
    shutil.copyfile(other, file)


def _cut(file):
    os.truncate(file, 100_000)


def _rename(file):
    os.rename(file, file.with_suffix(".old"))


def run(stage):
    """While it serves, and when it starts."""
    for what, harm, told in (
        ("deleted", _delete, "deleted or replaced"),
        ("deleted with its log", _delete_all, "deleted or replaced"),
        ("renamed", _rename, "deleted or replaced"),
        ("replaced by a copy", _replace, "deleted or replaced"),
        ("overwritten", _overwrite, "copied over"),
        ("cut off", _cut, "cut off"),
    ):
        _while_it_serves(stage, what, harm, told)
    _log_of_another(stage, copied_over=False)
    _log_of_another(stage, copied_over=True)


def _while_it_serves(stage, what, harm, told):
    """Nothing is acknowledged that is written to a file which nobody will find again."""
    report, url = stage.report, stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url) as service, service.client() as client:
        client.request("POST", "/api/v1/events", editor, event("Przed"))
        harm(stage.file_of(url))
        left = _content(stage.file_of(url))
        with ThreadPoolExecutor(12) as readers:
            reads = readers.map(lambda number: _read(service, number), range(1, 60))
            report.holds(f"{what}: readers get 200 or 503", set(reads) <= {200, 503})
        answers = [client.request("POST", "/api/v1/events", editor, event(f"Po {n}")) for n in range(POSTS)]
        statuses = [answer.status for answer in answers]
        report.holds(f"{what}: {POSTS} POSTs are 503", statuses == [503] * POSTS, statuses)
        reasons = sum(bool(answer.json().get("detail")) for answer in answers)
        report.holds(f"{what}: each gives a reason", reasons == POSTS, answers[0].body[:200])
        report.holds(f"{what}: /health/ready is 503", client.get("/health/ready").status == 503)
        log = service.errors()
        report.holds(f"{what}: the log says what to do", told in log, log[-200:])
        service.stop()
    report.holds(f"{what}: nothing is written to what is there", _content(stage.file_of(url)) == left)


def _read(service, number):
    with service.client() as client:
        return client.get(f"/api/v1/search?q=pa&limit={number}").status


def _content(file):
    return file.read_bytes() if file.exists() else None


def _log_of_another(stage, copied_over):
    """A backup is copied in place of a database whose log was left behind by a killed service."""
    report, old, new = stage.report, stage.database("few"), stage.database("few")
    with stage.serve(old) as service, service.client() as client:
        for number in range(20):
            client.request("POST", "/api/v1/events", stage.editor(old), event(f"Stare {number}"))
        service.kill()
    with stage.serve(new) as service, service.client() as client:
        client.request("POST", "/api/v1/events", stage.editor(new), event("Nowe"))
        service.stop()
    backup = stage.folder / f"backup-{copied_over}.db"
    stage.run("backup", backup, url=new)
    file = stage.file_of(old)
    if not os.path.exists(f"{file}-wal"):
        report.skip("the killed service left no log behind")
        return
    if copied_over:
        shutil.copyfile(backup, file)
    else:
        os.replace(shutil.copy(backup, file.with_suffix(".in")), file)
    how = "copied over" if copied_over else "moved over"
    try:
        with stage.serve(old) as service:
            report.note(f"a backup {how} a database with a log: it starts")
            service.wait_until_ready()
            service.stop()
    except NotStarted as error:
        report.note(f"a backup {how} a database with a log: refused: {str(error).splitlines()[0][:200]}")
        for rest in ("-wal", "-shm"):
            if os.path.exists(f"{file}{rest}"):
                os.unlink(f"{file}{rest}")
    expected = stage.run("export", url=f"sqlite://{backup}")
    done = stage.command("export", url=old)
    what = f"a backup {how} a database with a log"
    report.holds(f"{what}: its records are unharmed", done.stdout == expected, done.stderr.strip())
    stage.check_is_clean(old, what)
