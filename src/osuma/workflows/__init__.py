"""One file per verb, joining catalog, ingestion, store, reporting and engine. Every front end calls these."""
