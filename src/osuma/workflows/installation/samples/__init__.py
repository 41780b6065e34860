"""Samples that go through the same import as a user's own files: a simulated sports shop, a simulated seller to
companies, a real grocer."""
