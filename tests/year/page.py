"""The year as a page: what was done, what left as mail, and what did not hold."""

from html import escape

from tests.year.forum import Forum

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2b2a}"
    "table{border-collapse:collapse;margin:.5rem 0 1.5rem}"
    "td,th{padding:.15rem 1.5rem .15rem 0;text-align:left}"
    "td:last-child,th:last-child{text-align:right;padding-right:0}"
)


def page(forum: Forum, *, seed: int, seconds: float) -> str:
    """Return a whole HTML page about the days that were lived through."""
    with forum.portal.connect() as database:
        mails = database.execute(
            "SELECT kind, count(*) FROM outbox_message WHERE state = 'sent' GROUP BY kind ORDER BY 2 DESC, 1"
        ).fetchall()
        months = database.execute(
            "SELECT to_char(at, 'YYYY-MM'), count(*) FROM audit_entry GROUP BY 1 ORDER BY 1"
        ).fetchall()
        tables = database.execute(
            "SELECT 'cities that were members', count(DISTINCT city_id) FROM cities_membership"
            " UNION ALL SELECT 'people', count(*) FROM cities_user"
            " UNION ALL SELECT 'papers', count(*) FROM resources_resource"
            " UNION ALL SELECT 'events', count(*) FROM events_event"
            " UNION ALL SELECT 'places', count(*) FROM events_registration WHERE answer = 'going'"
            " UNION ALL SELECT 'questions', count(*) FROM resources_question"
            " UNION ALL SELECT 'answers', count(*) FROM resources_answer"
            " UNION ALL SELECT 'pairings', count(*) FROM pilots_pairing"
        ).fetchall()
    faults = "".join(f"<li>{escape(words)}</li>" for words in forum.faults)
    verdict = f"<ol>{faults}</ol>" if faults else "<p>Nothing: all that was checked held on each day.</p>"
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>A simulated year of the Forum</title>"
        f"<style>{STYLE}</style><h1>A simulated year of the Forum</h1>"
        "<p>People, papers, answers and events are invented; the cities are those of the directory. "
        f"{forum.days} days, seed {seed}, {seconds / 60:.0f} minutes, {forum.killed} processes killed.</p>"
        f"<h2>What did not hold</h2>{verdict}"
        + _table("What people did", "times", forum.done.items())
        + _table("In the Forum at the end", "number", tables)
        + _table("Mails that left", "number", mails)
        + _table("Lines of the history", "number", months)
    )


def _table(title: str, unit: str, rows: object) -> str:
    lines = "".join(f"<tr><td>{escape(str(name))}</td><td>{number}</td></tr>" for name, number in rows)  # type: ignore[attr-defined]
    return f"<h2>{title}</h2><table><tr><th></th><th>{unit}</th></tr>{lines}</table>"
