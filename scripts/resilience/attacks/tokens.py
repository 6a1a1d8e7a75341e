"""Wrong tokens keep nobody out who has a right one."""

import base64

DATABASES = ("sqlite", "postgres")
SHORT = ("sqlite", "postgres")
WRONG = 11


def run(stage):
    """Guesses, then uses a right token from the same address."""
    report, url = stage.report, stage.database("few")
    editor = stage.editor(url)
    with stage.serve(url).client() as client:
        wrong = {"Authorization": "Bearer twn_" + "0" * 38}
        statuses = [client.get("/api/v1/audit", wrong).status for _ in range(WRONG)]
        report.holds(f"{WRONG} wrong tokens: ten 401, then 429", statuses == [401] * 10 + [429], statuses)
        again = client.get("/api/v1/audit", wrong)
        report.holds("429 has Retry-After", int(again.headers.get("retry-after", 0)) > 0, again.headers)
        report.figure("then the right token", client.get("/api/v1/audit", editor).status, at_most=200)
        created = client.request("POST", "/api/v1/partners", editor, _partner())
        report.holds("and it writes", created.status == 201, created.status)
        report.holds("no token: public data", client.get("/api/v1/partners").status == 200)
        _basic(report, client, editor)


def _partner():
    return {"translations": {"pl": {"name": "Nowy"}}, "kind": "municipality", "status": "active", "country": "LT"}


def _basic(report, client, editor):
    """A browser or a proxy that sends a password of its own, more often than guesses are allowed."""
    token = editor["Authorization"].removeprefix("Bearer ")
    for user, password in (("anna", "secret"), ("", token), (token, "")):
        basic = base64.b64encode(f"{user}:{password}".encode()).decode()
        named = "a token" if token in (user, password) else "a password"
        for path, status in (("/api/v1/partners", 200), ("/api/v1/audit", 401)):
            answers = [client.get(path, {"Authorization": f"Basic {basic}"}) for _ in range(WRONG)]
            told = [answer.status for answer in answers if token.encode() not in answer.body]
            report.holds(
                f"Basic authentication with {named} is as no token at {path}: {status}, and it is not repeated",
                told == [status] * WRONG,
                [f"{answer.status} {answer.body[:200]}" for answer in answers],
            )
