"""The township service."""
