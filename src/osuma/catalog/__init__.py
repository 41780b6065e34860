"""The catalog: the application database (SQLite through Django), and functions by noun that take and return values.

Importing it configures Django, so that its modules can be imported in any order; the file is named by
`installation.open_`, and a query before that raises.
"""

from osuma.catalog.settings import ready

ready()
