"""A clinic's month: counted, compared with what the clinic said, and written for paper and spreadsheet."""
