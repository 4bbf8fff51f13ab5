"""What is needed only to set up and package the program."""
