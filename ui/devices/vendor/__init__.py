"""Makers' own libraries for card readers, each in a process of its own."""
