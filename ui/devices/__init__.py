"""Card readers and scanners."""
