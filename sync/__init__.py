"""Messages between clinic, township and the national platform."""
