"""The county's files: its sealed keys and the public file it hands to townships."""
