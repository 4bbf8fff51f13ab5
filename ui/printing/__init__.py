"""One draw function per printed form."""
