"""What all dialects are written in: JSON, JSON schemas, server-sent events."""
