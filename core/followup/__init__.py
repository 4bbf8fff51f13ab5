"""慢病随访: forms as on paper, what is read into them, what follows from it, and when the next one is due."""
