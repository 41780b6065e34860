"""The module that Django looks for in a database backend."""

from __future__ import annotations

import json
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import OperationalError, adapt
from psycopg.types.json import Json
from psycopg.types.string import StrDumperUnknown, TextLoader

from osuma.catalog.in_postgres import NoAnswer


class DatabaseOperations(operations.DatabaseOperations):
    """JSON is sent as it was written."""

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        return Json(value, dumps=lambda given: json.dumps(given, cls=encoder))


class TextDumper(StrDumperUnknown):
    """A text has no U+0000 there; somebody who sends one gets the character for what cannot be shown."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "\ufffd"))


class DatabaseWrapper(base.DatabaseWrapper):
    """`jsonb` would sort the keys of an object and refuse U+0000 in it; `varchar(n)` would refuse a longer text."""

    ops_class = DatabaseOperations
    data_types: dict[str, Any] = {  # noqa: RUF012  as Django declares it
        **base.DatabaseWrapper.data_types,
        "CharField": "text",
        "JSONField": "json",
    }

    def get_connection_params(self) -> dict[str, Any]:
        given: dict[str, Any] = super().get_connection_params()
        # Django reads the text itself, as it does of jsonb.
        given["context"] = adapt.AdaptersMap(given["context"])
        given["context"].register_loader("json", TextLoader)
        given["context"].register_dumper(str, TextDumper)
        return given

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Raises NoAnswer where there is none, which whoever asks is told."""
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            # What the driver says may hold the address.
            raise NoAnswer from None
