"""A vendor's public client as a judge, over a transport that is a function.

The client reads bytes as if an upstream had sent them, strictly where they are ours: every object
is validated against the vendor's own types. Used backwards, it says what its users' calls look like
on the wire.
"""

import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import httpx2
from pydantic import BaseModel

from tests.oracles.summary import Summary
from translators.hub.document import Document
from translators.wire import json_bytes

BASE_URL = "http://upstream.invalid/v1"


class Weather(BaseModel):
    """The weather at a place, as a user of a client would declare it."""

    city: str
    days: list[int] = []


class UnreadableError(Exception):
    """The vendor's client read the bytes, but what it read is no complete answer."""


@dataclass(frozen=True, slots=True)
class Oracle:
    """One dialect's judge.

    `read_response` and `read_stream` give what the vendor's client makes of the bytes, strictly or
    as it does by default; they raise whatever the client raises. `lint` lists violations of the
    protocol's order that the client does not notice. `sent` gives requests as the client sends
    them, by name.
    """

    read_response: Callable[[bytes, bool], Summary]
    read_stream: Callable[[bytes, bool], Summary]
    lint: Callable[[bytes], list[str]]
    sent: Callable[[], dict[str, Document]]


class Loopback:
    """An upstream in memory: it answers everything with `body` and keeps the last request."""

    def __init__(self) -> None:
        self.body = b"{}"
        self.content_type = "application/json"
        self.request: Document = {}
        self.http = httpx2.Client(transport=httpx2.MockTransport(self._answer))

    def stream(self, body: bytes) -> None:
        """Answer with an event stream from now on."""
        self.body, self.content_type = body, "text/event-stream; charset=utf-8"

    def whole(self, body: bytes) -> None:
        """Answer with a document from now on."""
        self.body, self.content_type = body, "application/json"

    def sent[T](
        self, resource: T, senders: Mapping[str, Callable[[T], None]]
    ) -> dict[str, Document]:
        """What each of the senders, by name, makes a resource of a client send."""
        found: dict[str, Document] = {}
        for name, send in senders.items():
            send(resource)
            found[name] = self.request
        return found

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.request = json_bytes.loads_object(request.content)
        return httpx2.Response(200, headers={"content-type": self.content_type}, content=self.body)


@contextmanager
def reading(strict: bool) -> Generator[None]:
    """While a client reads: its complaints about others' bytes are no news, about ours they are."""
    with warnings.catch_warnings():
        if not strict:
            warnings.simplefilter("ignore", UserWarning)
        yield


def dump(model: BaseModel) -> Document:
    """A vendor's object as the document it was read from."""
    dumped = model.model_dump(mode="json", exclude_unset=True, warnings=False)
    return cast("Document", dumped)
