"""The segment language: a rule tree, and one file per thing that can be done with it."""
