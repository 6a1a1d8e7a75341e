"""The service is killed while it acknowledges writes."""

import random
import time

from .. import writers

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite", "postgres")


def run(stage):
    """Writes, kills, starts again; then everything that was acknowledged has to be there."""
    url, attempts, starts = stage.database("few"), [], []
    editor = stage.editor(url)
    for turn in range(3 if stage.short else 15):
        with stage.serve(url) as service:
            starts.append(service.wait_until_ready())
            with writers.Writers(service, editor, 8) as running:
                time.sleep(random.Random(turn).uniform(0.2, 1.0))
                service.kill()
            attempts += running.attempts
    stage.report.figure("the longest start after a kill", max(starts), "s", at_most=5.0)
    with stage.serve(url) as service:
        service.wait_until_ready()
        writers.compare(stage, url, attempts)
        cut = [attempt for attempt in attempts if attempt.status == 0]
        last = [cut[-1]] if cut else []
        writers.repeat(stage, url, service, editor, [a for a in attempts if a.status == 201] + last)
    stage.check_is_clean(url)
