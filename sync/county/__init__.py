"""What the county signs for its townships and clinics, and how they verify it."""
