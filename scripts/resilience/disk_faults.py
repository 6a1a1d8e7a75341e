"""Switches the faults of disk_faults.c on and off, and mounts a disk that is small."""

import errno
import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path

from . import caretaker

WRITES, SYNCS, TRUNCATES, READS = 1, 2, 4, 8
CONTROL = struct.Struct("<iiqqqq")
ALWAYS = 1 << 60


class NoCompiler(Exception):
    """The library of faults could not be built."""


class DiskFaults:
    """The faults of one service."""

    def __init__(self, stage, name="twinning.db"):
        self.library = _library(stage.home)
        self.name = name
        self.path = stage.folder / "disk-faults"
        self.path.write_bytes(bytes(CONTROL.size))
        with open(self.path, "r+b") as file:
            self.control = mmap.mmap(file.fileno(), CONTROL.size)

    @property
    def environment(self):
        """What the service has to have in its environment."""
        return {
            "LD_PRELOAD": str(self.library),
            "DISK_FAULTS_NAME": self.name,
            "DISK_FAULTS_CONTROL": str(self.path),
        }

    def fail(self, error, operations, first=1, last=ALWAYS):
        """From now on the calls from the first to the last one fail, counted from 1."""
        self.control[:] = CONTROL.pack(0, operations, first, last, 0, 0)
        self.control[0:4] = struct.pack("<i", error)

    def stop(self):
        """The disk works again; returns how many calls have failed."""
        self.control[0:4] = struct.pack("<i", 0)
        return CONTROL.unpack(self.control[:])[5]


def _library(home):
    library = home / "disk_faults.so"
    if not library.exists():
        compiler = shutil.which("cc")
        if compiler is None:
            raise NoCompiler("there is no C compiler (cc)")
        source = Path(__file__).with_name("disk_faults.c")
        done = subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"],
            capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            raise NoCompiler(done.stderr)
    return library


def small_disk(folder, megabytes):
    """Mounts a file system of this size; None where that is not allowed."""
    folder.mkdir()
    caretaker.mount(folder)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
    )
    return folder if mounted.returncode == 0 else None


def unmount(folder):
    """Unmounts it."""
    subprocess.run(["umount", "--lazy", folder], capture_output=True, check=False)


def fill(path):
    """Writes a file until the disk is full."""
    with open(path, "wb", buffering=0) as file:
        size = 1 << 16
        while size:
            try:
                file.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                size //= 2
    return os.path.getsize(path)
