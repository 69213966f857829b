"""A request that is ours, once its body has been read: what stays the same in every attempt."""

from dataclasses import dataclass

from mitmproxy import http

from addons.conversations.keeper import Keeper
from addons.passage.record import Record
from addons.passage.token_calibration import TokenCalibration
from translators.endpoint import Endpoint
from translators.hub.document import Document


@dataclass(frozen=True, slots=True)
class Arrival:
    """A client's request, and who knows more of it.

    `request` is as it came, and is never edited; `body` is without its content coding, `document`
    the same, read. `keeper` knows the conversations that it may continue, `calibration` what
    requests cost.
    """

    request: http.Request
    body: bytes
    document: Document
    endpoint: Endpoint
    record: Record
    keeper: Keeper | None
    calibration: TokenCalibration
