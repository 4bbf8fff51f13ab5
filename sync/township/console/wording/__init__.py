"""Every word of the console's pages; sentences for a no come from the program's own table of reasons."""
