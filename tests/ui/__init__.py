"""Tests of the window: they click and type as a person does."""
