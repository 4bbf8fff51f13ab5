"""Public lists of codes; `SOURCES.md` says where each comes from."""
