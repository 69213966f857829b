"""Real mitmdumps, SDKs and coding CLIs, against scripted upstreams on loopback."""
