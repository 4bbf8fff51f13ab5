"""Every word on screen."""
