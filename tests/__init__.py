"""Tests: the mirror of the rooms, and the laws that hold for all of them."""
