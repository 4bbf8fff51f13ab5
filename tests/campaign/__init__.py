"""Long runs that look for what the tests' few minutes do not reach."""
