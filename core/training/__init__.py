"""The synthetic township for demo, training, tests and timings."""
