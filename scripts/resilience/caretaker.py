"""Tidies up, however the run ends.

A second process learns of everything that has to be gone at the end, over a pipe. When the pipe closes, because the
run has ended or was killed, it ends the processes, unmounts and removes the folders. It ignores the signals that end
the run.
"""

import os
import shutil
import signal
import subprocess
import time

_pipe = None
_process = None


def start():
    """Starts the second process."""
    global _pipe, _process
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(writing)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        try:
            _wait_and_tidy(reading)
        finally:
            os._exit(0)
    os.close(reading)
    _pipe, _process = writing, child


def finish():
    """Has everything tidied up, and waits for it."""
    leave()
    if _process is not None:
        os.waitpid(_process, 0)


def leave():
    """Closes the pipe in a process that was forked off: only the run itself keeps it open."""
    global _pipe
    if _pipe is not None:
        os.close(_pipe)
        _pipe = None


def _tell(*words):
    if _pipe is not None:
        os.write(_pipe, ("\t".join(map(str, words)) + "\n").encode())


def process(pid):
    """A process, the leader of its group, is to be gone at the end."""
    _tell("process", pid)


def server(pid):
    """A PostgreSQL server is to be gone at the end."""
    _tell("server", pid)


def gone(pid):
    """The process has been waited for: its number may be another's soon."""
    _tell("gone", pid)


def folder(path):
    """A folder is to be gone at the end."""
    _tell("folder", path)


def mount(path):
    """A file system is to be unmounted at the end."""
    _tell("mount", path)


def _wait_and_tidy(pipe):
    processes, folders, mounts = {}, [], []
    with os.fdopen(pipe) as lines:
        for line in lines:
            what, value = line.rstrip("\n").split("\t")
            if what in ("process", "server"):
                processes[int(value)] = what
            elif what == "gone":
                processes.pop(int(value), None)
            else:
                (folders if what == "folder" else mounts).append(value)
    for pid, what in processes.items():
        _end_server(pid) if what == "server" else _kill_group(pid)
    time.sleep(0.1 if processes else 0)
    for path in mounts:
        subprocess.run(["umount", "--lazy", path], stderr=subprocess.DEVNULL, check=False)
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)


def _kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _end_server(pid):
    """Ends a server with the processes that it started, which are groups of their own."""
    try:
        os.kill(pid, signal.SIGCONT)
        os.kill(pid, signal.SIGQUIT)
        for _ in range(50):
            time.sleep(0.1)
            os.kill(pid, 0)
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
