"""Warehouses beyond one machine: ClickHouse and Spark, with the same tables, the same plans and the same answers.

`address` opens one, `mirror` fills its tables, `evaluate` runs a plan there and `membership` stores what it found.
"""
