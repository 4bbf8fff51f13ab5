"""What would still be true in a clinic with paper only."""
