"""Tests of the clinic's store."""
