"""Django's PostgreSQL, keeping what SQLite keeps: texts of any length, and JSON with its keys in their order."""
