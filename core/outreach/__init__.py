"""参保动员: who is not enrolled for a year, what that means for them, and who was spoken to about it."""
