"""The bundled provider: what answers while no configuration names another."""
