"""A scripted upstream: strict, on loopback, remembering every request."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

from addons.bundled.loopback import HttpReply, LoopbackRequest, LoopbackServer
from tests.upstreams.chat import CHAT
from tests.upstreams.messages import MESSAGES
from tests.upstreams.refusal import RefusalError, check_coding, check_leak
from tests.upstreams.responses import RESPONSES
from tests.upstreams.turns import Answer, Turn, whole
from tests.upstreams.vendor import Tolerance, Vendor
from translators.hub.document import Document

KEY = "upstream-key-0123456789"
"""The credential that the proxy must inject."""

VENDORS: Mapping[str, Vendor] = {vendor.name: vendor for vendor in (CHAT, MESSAGES, RESPONSES)}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it arrived; `document` is empty if it was no JSON object."""

    target: str
    headers: Mapping[str, str]
    body: bytes
    document: Document


class Upstream:
    """Answers the n-th good request with the n-th of `script`.

    A request that the real API would refuse gets that refusal and uses up nothing; it is kept in
    `refusals`, and so is whatever comes after the script's end. `secrets` are the client's
    credentials, by what they are: they must not arrive.
    """

    def __init__(
        self,
        vendor: str,
        script: Sequence[Turn | Answer],
        *,
        tolerance: Tolerance | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        self.vendor = VENDORS[vendor]
        self.requests: list[Recorded] = []
        self.refusals: list[str] = []
        self._script = list(script)
        self._tolerance = tolerance or Tolerance()
        self._secrets = secrets or {}
        self._server = LoopbackServer(self._handle)

    async def __aenter__(self) -> Self:
        self.base_url = await self._server.start() + "/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._server.stop()

    async def _handle(self, request: LoopbackRequest, reply: HttpReply) -> None:
        try:
            answer = self._answer(request)
        except RefusalError as error:
            self.refusals.append(f"{error.status} {error.message}")
            refusal = json.dumps(self.vendor.refusal(error)).encode()
            answer = whole(refusal, error.status)
        await say(answer, reply)

    def _answer(self, request: LoopbackRequest) -> Answer:
        document = self._read(request)
        if request.method != "POST" or request.path != f"/v1{self.vendor.path}":
            raise RefusalError(f"Unknown request URL: {request.method} {request.target}", 404)
        self.vendor.check_headers(request.headers, KEY)
        check_leak(request.headers, request.body, self._secrets)
        check_coding(request.headers)
        if not document:
            raise RefusalError("We could not parse the JSON body of your request.")
        self.vendor.check(document, self._tolerance)
        if not self._script:
            raise RefusalError("The script has no more answers.", 500, kind="server_error")
        return self._said(self._script.pop(0), document)

    def _read(self, request: LoopbackRequest) -> Document:
        try:
            found: object = json.loads(request.body)
        except ValueError:
            found = None
        document = cast("Document", found) if isinstance(found, dict) else {}
        self.requests.append(Recorded(request.target, request.headers, request.body, document))
        return document

    def _said(self, scripted: Turn | Answer, document: Document) -> Answer:
        if isinstance(scripted, Answer):
            return scripted
        if scripted.seal:
            self._tolerance.seals.add(scripted.seal)
        if document.get("stream") is True:
            return Answer(self.vendor.stream(scripted, document))
        return whole(json.dumps(self.vendor.whole(scripted, document)).encode())


async def say(answer: Answer, reply: HttpReply) -> None:
    """Answer as scripted, at its pace, to its end or its death."""
    await reply.start(answer.status, {"content-type": answer.content_type, **answer.headers})
    for frame in answer.frames:
        if answer.gate is not None:
            await answer.gate.acquire()
        await reply.write(frame)
        await asyncio.sleep(answer.pace)
    if answer.silent:
        await asyncio.Event().wait()
    if answer.torn:
        reply.abort()
    else:
        await reply.finish()
