"""A segment built of rows on the builder's page, and lists as they are downloaded."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl

from drafted import Drafted
from in_house import House, Page

#: What a download asks beside its form.
SAID = {"purpose": "Kevään kirje", "kpi": "Kaupat"}


def begun(house: House, fi: str, en: str, unit: str = "customers") -> Drafted:
    """A new draft of a name."""
    draft = Drafted(house, {"from": "", "of": unit})
    draft.do(**{"about:fi": fi, "about:en": en})
    return draft


def known(draft: Drafted, path: str, name: str, op: str, **values: Any) -> None:
    """A row on a field, chosen one field of the form after another as a browser sends them. path: of the new row."""
    added(draft, "property", path)
    draft.set(path, property=name)
    draft.set(path, property=name, op=op)
    if values:
        draft.set(path, property=name, op=op, **values)


def added(draft: Drafted, kind: str, path: str) -> None:
    """A row of a kind, or a group, at the end of the group that its path names."""
    group = re.sub(r"\.\w+\[\d+\]$", "", path)
    answer = draft.do(f"add:{kind}:{group}")
    assert f'value="remove:{path}"' in answer.text, path


def saved(draft: Drafted) -> str:
    """The draft kept; its slug."""
    to = draft.house.sent(f"{draft.path}save", {"note": "kokeilu"})
    found = re.fullmatch(r"segments/([a-z0-9-]+)/", to)
    assert found is not None, to
    return found[1]


def downloaded(house: House, slug: str, form: str, klass: str = "", **more: str) -> list[dict[str, str]]:
    """The rows of a list, as the file of a page has them."""
    path = f"segments/{slug}/classes/{klass}/download" if klass else f"segments/{slug}/download"
    answer = house.client.post(f"{house.root}{path}", {"format": form, **SAID, **more})
    assert answer.status_code == 200, Page(400, answer.content.decode(), "", {}).plain
    body = b"".join(answer.streaming_content)
    answer.close()
    if answer.headers["content-disposition"].rstrip('"').endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(body)).active
        assert sheet is not None
        header, *rows = sheet.iter_rows(values_only=True)
        return [{str(k): "" if v is None else str(v) for k, v in zip(header, row, strict=True)} for row in rows]
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
