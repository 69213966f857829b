"""Places that speak a dialect, each a file of data, and what all of them share."""
