"""Timings against stated budgets: `python -m tests.bench`."""
