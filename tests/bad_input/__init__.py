"""Bad input from either side, and what the client sees of it in its own dialect."""
