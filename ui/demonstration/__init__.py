"""The demonstration: the real programs and the real window, driven as people would."""
