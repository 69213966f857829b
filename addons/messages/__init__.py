"""HTTP messages: fields, edits, codings, redaction. No routes, no dialects, no flows."""
