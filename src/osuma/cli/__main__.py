"""`python -m osuma.cli` is `osuma`."""

from osuma.cli.main import run

run()
