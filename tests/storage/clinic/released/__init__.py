"""A small real clinic of every released schema, as the program of its time wrote it, and what was in it."""
