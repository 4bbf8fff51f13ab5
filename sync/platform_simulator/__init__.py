"""The national platform's outpatient interface as a program of its own, for demo, training and tests."""
