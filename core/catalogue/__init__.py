"""Drugs, services and diagnoses a visit may name."""
