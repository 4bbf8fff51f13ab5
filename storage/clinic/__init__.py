"""The encrypted files of a clinic."""
