"""What an attack found: figures, each with its limit."""

import time


class Report:
    """The figures of a run, printed as they come."""

    def __init__(self, program="check-resilience"):
        self.program = program
        self.missed, self.skipped, self.count = [], [], 0
        self._where = ""

    def begin(self, name, database, purpose):
        """Prints the heading of an attack."""
        self._where, self._began = f"{name} on {database}", time.monotonic()
        print(f"\n== {name} on {database}: {purpose}\n", flush=True)

    def end(self):
        """Prints the time that the attack took."""
        print(f"   {'took':<72} {time.monotonic() - self._began:8.1f} s", flush=True)

    def figure(self, what, value, unit="", *, at_most=None, at_least=None):
        """Prints a figure, with its limit if it has one."""
        limit, held = "", True
        if at_most is not None:
            limit, held = f"at most {_number(at_most)}", value <= at_most
        if at_least is not None:
            limit, held = f"at least {_number(at_least)}", value >= at_least
        verdict = "" if not limit else "ok" if held else "MISSED"
        print(f"   {what:<72} {_number(value):>8} {unit:<6} {limit:<16} {verdict}".rstrip(), flush=True)
        self._count(f"{what}: {_number(value)} {unit}, {limit}", held)

    def holds(self, what, held, found=""):
        """Prints a statement that has to hold, and what was found where it does not."""
        print(f"   {what:<105} {'ok' if held else 'MISSED'}{'' if held or not found else f': {found}'}", flush=True)
        self._count(f"{what}{f': {found}' if found else ''}", held)

    def note(self, text):
        """Prints a remark."""
        print(f"   ({text})", flush=True)

    def skip(self, text):
        """Says what was not tried, and why."""
        self.skipped.append(f"{self._where}: {text}")
        print(f"   skipped: {text}", flush=True)

    def _count(self, text, held):
        self.count += 1
        if not held:
            self.missed.append(f"{self._where}: {text}")

    def summary(self):
        """Prints what was missed, and returns the status of the program."""
        print(f"\n{self.program}: {self.count} figures, {len(self.missed)} missed, {len(self.skipped)} skipped")
        for line in self.missed:
            print(f"   MISSED  {line}")
        return 1 if self.missed else 0


def _number(value):
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return str(value)
