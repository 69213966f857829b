"""One request and its answer: everything that runs a translation."""
