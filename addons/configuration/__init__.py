"""What the user wrote, in TOML: read, checked, resolved, and read again when it changes."""
