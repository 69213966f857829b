"""A request for what is kept, answered without any upstream."""

from mitmproxy import http

from addons import surgery
from addons.content_coding import CodingError, RoomError, decode
from addons.conversations.endpoints import Endpoints
from addons.route import Inquiry
from translators import wire
from translators.conversation.answers import Reply, wrong
from translators.errors import RequestError
from translators.exchange import JSON, Answer


def reply_to(request: http.Request, inquiry: Inquiry, endpoints: Endpoints) -> http.Response | None:
    """The response; None where an upstream that keeps its own answers may know more."""
    coding = surgery.header(request, "content-encoding") or ""
    try:
        body = decode(request.raw_content or b"", coding, inquiry.request_limit)
    except (CodingError, RoomError) as error:
        return response_of(wrong(RequestError("", f"The body cannot be decompressed: {error}")))
    reply = endpoints.answer(request.method, request.path, body)
    if reply is None or (inquiry.upstream_remembers and reply.status in (404, 500)):
        return None
    return response_of(reply)


def response_of(reply: Reply) -> http.Response:
    """A reply as a response."""
    return surgery.response_of(Answer(reply.status, JSON, wire.dumps(reply.document)), [])
