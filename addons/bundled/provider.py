"""The bundled provider: Chat Completions on a free loopback port, without key or network.

It is what Dragoman translates to while no configuration names a provider, so that a newcomer sees
a real translation in flight. This file is its HTTP side; `question` reads what is asked and
`answer` says what comes back.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from mitmproxy import ctx

from addons.bundled.answer import answer, write_stream, write_whole
from addons.bundled.loopback import HttpReply, LoopbackRequest, LoopbackServer
from addons.bundled.question import Question, read_question
from translators.errors import RequestError
from translators.hub.document import Document
from translators.wire import json_bytes

logger = logging.getLogger(__name__)

DEFAULT = Path(__file__).with_name("default.toml")
"""The configuration that names this provider, at a port to be filled in."""

MODEL = "bundled"
"""The model that is listed; any other name is answered as well."""

type Observer = Callable[[bytes, bytes], None]
"""Told the body of a question and that of its answer, once it is complete."""

_TO_BE_FILLED_IN = "http://127.0.0.1:0/v1"

_JSON = {"content-type": "application/json"}
_EVENTS = {"content-type": "text/event-stream", "cache-control": "no-cache"}


def default_configuration(base_url: str) -> str:
    """The configuration that sends everything to the bundled provider at `base_url`."""
    return DEFAULT.read_text(encoding="utf-8").replace(_TO_BE_FILLED_IN, base_url)


class BundledProvider:
    """The provider; as an addon, started and stopped with a proxy that has no configuration.

    `pace` is how many seconds pass between two pieces of a stream.
    """

    def __init__(self, pace: float = 0.02, observe: Observer | None = None) -> None:
        self._pace = pace
        self._observe = observe
        self._folder: TemporaryDirectory[str] | None = None
        self._server = LoopbackServer(self._handle)
        self._routes: Mapping[
            tuple[str, str], Callable[[LoopbackRequest, HttpReply], Awaitable[None]]
        ]
        self._routes = {
            ("POST", "/v1/chat/completions"): self._complete,
            ("GET", "/v1/models"): self._list_models,
        }

    async def start(self) -> str:
        """Listen, unless it does already; give the base URL (`http://127.0.0.1:PORT/v1`)."""
        return await self._server.start() + "/v1"

    async def stop(self) -> None:
        """Stop listening, and end what is being answered."""
        await self._server.stop()

    async def running(self) -> None:
        """The proxy has started; without a configuration, ours comes into force."""
        if ctx.options.dragoman_config:
            return
        address = await self.start()
        self._folder = TemporaryDirectory(prefix="dragoman-")
        path = Path(self._folder.name) / DEFAULT.name
        path.write_text(default_configuration(address))
        logger.info("[dragoman] no configuration: the bundled provider answers, at %s", address)
        ctx.options.dragoman_config = str(path)

    async def done(self) -> None:
        """The proxy shuts down."""
        await self.stop()
        if self._folder is not None:
            self._folder.cleanup()

    async def _handle(self, request: LoopbackRequest, reply: HttpReply) -> None:
        await self._routes.get((request.method, request.path), _nowhere)(request, reply)

    async def _list_models(self, _: LoopbackRequest, reply: HttpReply) -> None:
        model: Document = {"id": MODEL, "object": "model", "created": 0, "owned_by": "dragoman"}
        await reply.whole(200, _JSON, json_bytes.dumps({"object": "list", "data": [model]}))

    async def _complete(self, request: LoopbackRequest, reply: HttpReply) -> None:
        try:
            question = read_question(json_bytes.loads_object(request.body))
        except json_bytes.NotJsonError as error:
            await _refuse(reply, 400, f"We could not parse the JSON body of your request: {error}")
            return
        except RequestError as error:
            await _refuse(reply, error.status, error.message, error.path or None)
            return
        said = (
            await self._stream(question, reply) if question.stream else await _say(question, reply)
        )
        if self._observe is not None:
            self._observe(request.body, said)

    async def _stream(self, question: Question, reply: HttpReply) -> bytes:
        said = list(write_stream(question, answer(question), int(time.time())))
        await reply.start(200, _EVENTS)
        for frame in said:
            await reply.write(frame)
            await asyncio.sleep(self._pace)
        await reply.finish()
        return b"".join(said)


async def _say(question: Question, reply: HttpReply) -> bytes:
    said = write_whole(question, answer(question), int(time.time()))
    await reply.whole(200, _JSON, said)
    return said


async def _nowhere(request: LoopbackRequest, reply: HttpReply) -> None:
    await _refuse(reply, 404, f"Unknown request URL: {request.method} {request.path}.")


async def _refuse(
    reply: HttpReply, status: int, message: str, parameter: str | None = None
) -> None:
    """Answer in the vendor's error shape."""
    error: Document = {
        "message": message,
        "type": "invalid_request_error",
        "param": parameter,
        "code": None,
    }
    await reply.whole(status, _JSON, json_bytes.dumps({"error": error}))
