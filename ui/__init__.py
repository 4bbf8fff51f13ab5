"""Everything the person at the desk sees and types."""
