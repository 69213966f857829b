"""What a request must match, and where that leads: data."""
