"""A request for what is kept, answered without any upstream."""

from mitmproxy import http

from addons.arrival.local_response import response_of
from addons.conversations.endpoints import Endpoints
from addons.messages import heads
from addons.messages.content_coding import CodingError, RoomError, decode
from addons.routes.claims import Inquiry
from translators.errors import RequestError
from translators.responses_state.answers import wrong


def reply_to(request: http.Request, inquiry: Inquiry, endpoints: Endpoints) -> http.Response | None:
    """The response; None where an upstream that keeps its own answers may know more."""
    coding = heads.header(request, "content-encoding") or ""
    try:
        body = decode(request.raw_content or b"", coding, inquiry.request_limit)
    except (CodingError, RoomError) as error:
        return response_of(wrong(RequestError("", f"The body cannot be decompressed: {error}")))
    reply = endpoints.answer(request.method, request.path, body)
    if reply is None or (inquiry.upstream_remembers and reply.status in (404, 500)):
        return None
    return response_of(reply)
