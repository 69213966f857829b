"""Tool names and kinds that an upstream accepts, and the way back of the calls."""
