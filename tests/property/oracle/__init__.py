"""A second reading of the waiting-period rules, written from the text alone."""
