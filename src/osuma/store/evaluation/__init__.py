"""Definitions evaluated over the warehouse, whole or from what changed."""
