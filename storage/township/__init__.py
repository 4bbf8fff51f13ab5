"""The township's store on embedded SQLite or PostgreSQL."""
