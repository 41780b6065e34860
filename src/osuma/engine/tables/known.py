"""What models and experiments say of people: one row a statement, of a person by the key that they had then.

A customer_key is an identity_key for ever: whoever reads these tables finds the person of today through identities.
"""

from __future__ import annotations

from osuma.engine.tables.schema import INSTANT, MONEY, Column, Table

SCORES = Table(
    "scores",
    "What a model says of a person, each time that it was run; the newest not after an instant counts.",
    (
        Column("customer_key", "int64", "the person, as of then", nullable=False),
        Column("model", "string", "slug of the model", nullable=False),
        Column("score", MONEY, "the figure, in the model's own unit; null where the model could not say"),
        Column("ts", INSTANT, "as of when (UTC)", nullable=False),
        Column("fingerprint", "string", "hash of everything that decides what the score means", nullable=False),
    ),
    key=("customer_key", "model", "ts"),
    sort=("model", "customer_key", "ts"),
)
EXPOSURES = Table(
    "exposures",
    "Who was put into which arm of an experiment, and when; the first one counts.",
    (
        Column("customer_key", "int64", "the person, as of then", nullable=False),
        Column("experiment", "string", "slug of the experiment", nullable=False),
        Column("arm", "string", "code: the arm, such as control", nullable=False),
        Column("ts", INSTANT, "when (UTC)", nullable=False),
    ),
    key=("customer_key", "experiment", "ts"),
    sort=("experiment", "customer_key", "ts"),
)
