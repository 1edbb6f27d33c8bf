"""What PostgreSQL knows of tables that an import makes grow."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.archive.bulk.statistics import Statistics


def test_postgresql_counts_anew_whenever_an_import_has_doubled(db):
    statistics, counted = Statistics(), []
    for _ in range(5):
        with CaptureQueriesContext(connection) as queries:
            statistics.wrote(250)
        counted.append(sum("ANALYZE" in query["sql"] for query in queries))
    # At 250, 500 and 1,000 stories; SQLite plans without such counts.
    assert counted == ([1, 1, 0, 1, 0] if connection.vendor == "postgresql" else [0] * 5)
