"""What was found, ordered and charged in a visit."""
