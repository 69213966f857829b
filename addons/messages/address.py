"""Where an upstream is."""

from typing import Literal, NamedTuple


class Address(NamedTuple):
    """Where an upstream is: `path` is "" or begins with a slash and has none at its end."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str
