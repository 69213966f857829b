"""What the user sees of exchanges: lines in the log, and a view in mitmproxy's tools."""
