"""The canonical tables: the contract that every other part reads and writes."""
