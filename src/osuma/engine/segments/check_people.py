"""The checks of conditions that leave the choice to chance."""

from __future__ import annotations

from osuma.engine.errors import Mistake
from osuma.engine.segments.mistakes import mistake
from osuma.engine.segments.rule import Bucket, Sample
from osuma.engine.segments.rule_people import BUCKETS


def drawn(node: Bucket | Sample, path: str) -> list[Mistake]:
    """What is wrong with a range of buckets or the size of a sample."""
    last = BUCKETS - 1
    if isinstance(node, Bucket):
        if 0 <= node.low <= node.high <= last:
            return []
        fi = f"Lokerot ovat 0–{last}, pienempi ensin; esimerkiksi from: 0, to: 999 on kymmenesosa."
        en = f"buckets are 0 to {last}, the smaller first; from: 0, to: 999 for example is a tenth."
        return [mistake(path, "bucket", fi, en)]
    if (node.percent is not None and 0 < node.percent <= 100) or (node.n is not None and 0 < node.n <= 10**9):
        return []
    fi, en = "Otoksen koko on percent 1–100 tai n vähintään 1.", "a sample is percent 1 to 100 or n of at least 1."
    return [mistake(f"{path}.sample", "sample", fi, en)]
