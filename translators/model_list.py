"""Which models there are: how clients ask for them. Each dialect says how they are written.

Only names are known here. What else a client requires of a model says that nothing is known: the
beginning of time for a date, the proxy for an owner.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from translators.hub.document import Document

OWNER = "dragoman"

type Header = Callable[[str], str | None]
"""The value of a request's header by its name; None if it is not there."""

_PATH = re.compile(r"/models(?:/(.+?))?/?$")


@dataclass(frozen=True, slots=True)
class ModelList:
    """How a dialect's clients ask for models, and read them.

    `is_marked` tells from a request's path, with its query, and its headers that it comes from such
    a client; None: they mark nothing. `encode_models` takes the query and raises `RequestError` if
    that makes no sense. `offer_plain_tools` edits the list of the client's own vendor; where it is
    there, that list says how the client is to behave, and is better than ours.
    """

    encode_model: Callable[[str], Document]
    encode_models: Callable[[Sequence[str], Mapping[str, str]], Document]
    is_marked: Callable[[str, Header], bool] | None = None
    offer_plain_tools: Callable[[Document], Document] | None = None


def asks_for_models(method: str, path: str) -> bool:
    """Whether a request asks for models: for all of them, or for one."""
    return method == "GET" and _PATH.search(path.partition("?")[0]) is not None


def model_in(path: str) -> str | None:
    """The one model that a request asks for; None if it asks for all."""
    found = _PATH.search(path.partition("?")[0])
    return None if found is None or found[1] is None else unquote(found[1])
