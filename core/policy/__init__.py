"""The law as data, and what follows from it."""
