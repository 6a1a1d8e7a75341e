"""The SQLite file is deleted, replaced, or has a log beside it that belongs to another."""

import os
import shutil

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


def _rename(file):
    os.rename(file, file.with_suffix(".old"))


def run(stage):
    """While it serves, and when it starts."""
    for what, harm in (
        ("deleted", _delete),
        ("deleted with its log", _delete_all),
        ("renamed", _rename),
        ("replaced by a copy", _replace),
    ):
        _while_it_serves(stage, what, harm)
    _log_of_another(stage, copied_over=False)
    _log_of_another(stage, copied_over=True)


def _while_it_serves(stage, what, harm):
    """Nothing is acknowledged that is written to a file which nobody will find again."""
    report, url = stage.report, stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url) as service, service.client() as client:
        client.request("POST", "/api/v1/events", editor, event("Przed"))
        harm(stage.file_of(url))
        answers = [client.request("POST", "/api/v1/events", editor, event(f"Po {n}")) for n in range(POSTS)]
        statuses = [answer.status for answer in answers]
        report.holds(f"{what}: {POSTS} POSTs are 503", statuses == [503] * POSTS, statuses)
        reasons = sum(bool(answer.json().get("detail")) for answer in answers)
        report.holds(f"{what}: each gives a reason", reasons == POSTS, answers[0].body[:200])
        report.holds(f"{what}: /health/ready is 503", client.get("/health/ready").status == 503)
        log = service.errors()
        report.holds(f"{what}: the log says what to do", "deleted or replaced" in log, log[-200:])


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
