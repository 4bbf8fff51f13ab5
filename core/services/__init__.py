"""What staff do at the desk, as plain functions."""
