"""Everything that knows mitmproxy, the network, files and time.

What is said on the wire is decided in `translators/`; here flows are matched, edited, timed and
reported. Imports are absolute, because mitmproxy loads `addon.py` as a script.
"""
