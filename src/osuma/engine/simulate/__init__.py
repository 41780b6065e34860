"""Invented data with a known truth: every name, address and figure here is simulated, nobody is real.

`sportshop` in `osuma.engine.simulate.shop` is the entry. Pure: randomness and the end date are arguments.
"""
