"""`tidings show ARTICLE --why`: the model's chances and the reasons of rules."""

import re

import duckdb


def test_why_tells_chances_and_reasons_and_their_absence(command, record):
    with duckdb.connect(str(record)) as db:
        (article,) = db.execute(
            "SELECT article_id FROM mentions WHERE date_reason IS NOT NULL ORDER BY article_id"
        ).fetchone()
    told = command("show", record, article, "--why").stdout
    why = told[told.index("Why so") :]
    assert re.search(r"m1 +trigger +[01]\.\d\d", why)
    assert re.search(r"m1 +[A-Z]+ +[01]\.\d\d +next best: [A-Z]+", why)
    assert re.search(r"s1 +(assertion|attitude) +[01]\.\d\d", why)
    assert " → " in why
    with duckdb.connect(str(record)) as db:
        for table in ("mentions", "statements", "figures", "parties"):
            columns = [c for c in db.table(table).columns if c.endswith(("score", "type_next"))]
            db.execute(f"UPDATE {table} SET {', '.join(f'{c} = NULL' for c in columns)}")
    told = command("show", record, article, "--why").stdout
    why = told[told.index("Why so") :]
    assert not re.search(r"[01]\.\d\d +(next best|–)", why)
    assert " → " in why
