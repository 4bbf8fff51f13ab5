"""Schema steps of the township's tables; a released step is never edited."""
