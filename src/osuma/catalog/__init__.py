"""The catalog: the application database (SQLite or PostgreSQL, through Django).

Functions by noun take and return values.

Importing it configures Django, so that its modules can be imported in any order; the database is named by
`installation.open_`, and a query before that raises.
"""

from osuma.catalog.settings import ready

ready()
