"""The fake world the sync is tried in."""
