"""Settlement of visits with the national medical-insurance platform."""
