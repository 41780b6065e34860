"""The warehouse: the only place that opens DuckDB. Facts, people and membership live here."""
