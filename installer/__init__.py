"""What is needed only to set up, build and install the program."""
