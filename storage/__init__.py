"""Tables, keys and files of the stores."""
