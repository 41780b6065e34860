"""Osuma: segments that people understand, from a company's own data."""
