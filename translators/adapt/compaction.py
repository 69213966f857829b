"""Compaction for upstreams that have none: notes are asked for, and told again in later requests.

A Responses client whose conversation has grown too long ends its input with `compaction_trigger`
and wants one opaque `compaction` item, which it sends from then on in place of everything before it
(clients 4). The history goes upstream unchanged in front of the question, so that it is read from
the prompt cache; tools stay declared for the same reason, and may not be called.

A Responses upstream gets triggers as they are, whether it is OpenAI's or not.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.events import Event, KeepAlive, ResponseEnd, ResponseStart
from translators.hub.failure import Failure
from translators.hub.fold import Fold, unfold
from translators.hub.parts import Foreign, Part, Refusal, Text
from translators.hub.request import Message, Request
from translators.hub.response import Response, Stop
from translators.hub.tools import ToolChoice
from translators.opaque import recaps
from translators.opaque.recaps import Recap
from translators.openai_responses.vocabulary import NAME

TRIGGER = "compaction_trigger"

QUESTION = """\
This conversation is about to be cut off here, and somebody else will carry on with the work. All \
that they will have is the notes which you write now. Write them so that nothing has to be asked \
or found out twice:

1. What the user wants: the task, every requirement and preference, and corrections they made. \
Quote them where the wording matters.
2. What has been done, decided and learned, with the reasons. Give exact names: files with their \
full paths, functions, commands and what they printed, errors and how they were resolved, \
versions, ids, numbers, URLs.
3. Where things stand: what works, what is half done, and the last step with its outcome.
4. What remains to be done, the next step first.

Leave out pleasantries and whatever no longer matters. Do not go on with the task, answer nothing \
that was asked before, and call no tools: reply with the notes and nothing else."""

_WITHOUT_NOTES = "The model gave no notes for the conversation to be compacted into"
_INSTRUCTING = ("system", "developer")
_DECLINED = ("content_filter", "refusal")


def fit(request: Request, context: Context) -> Request:
    """Tell earlier recaps, and ask for one where the client wants a compaction.

    Raises:
        RequestError: more follows after the trigger.
    """
    parts = (part for message in request.messages for part in message.parts)
    if not any(isinstance(part, Foreign) and _kind(part) for part in parts):
        return request
    asks = asks_for_compaction(request)
    kept = _after_compaction(request.messages[:-1] if asks else request.messages)
    messages = tuple(told for message in kept for told in _told(message, context))
    request = replace(request, messages=messages)
    return _asking(request, context) if asks else request


def asks_for_compaction(request: Request) -> bool:
    """Whether the answer is to be a compaction and nothing else."""
    return bool(request.messages) and _is_trigger(request.messages[-1])


def _is_trigger(message: Message) -> bool:
    return len(message.parts) == 1 and _kind(message.parts[0]) == TRIGGER


def _after_compaction(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The instructions, and what follows on a compaction that was made within the history.

    Clients that continue by `previous_response_id` do not take out what was compacted themselves.
    """
    for place in reversed(range(len(messages) - 1)):
        follows = messages[place + 1].parts[:1]
        if _is_trigger(messages[place]) and any(map(_recap, follows)):
            instructions = takewhile(lambda message: message.role in _INSTRUCTING, messages)
            return (*instructions, *messages[place + 1 :])
    return messages


def _recap(part: Part) -> Recap | None:
    return recaps.recap_in(part.value) if isinstance(part, Foreign) else None


def _asking(request: Request, context: Context) -> Request:
    context.losses.coerced(
        "request.input[]", "the upstream compacts nothing: it is asked for notes instead"
    )
    if request.output is not None:
        context.losses.dropped("request.output", "a compaction has no format")
    question = Message("user", (Text(QUESTION, path="input"),), path="input")
    return replace(
        request,
        messages=(*request.messages, question),
        tool_choice=ToolChoice("none"),
        output=None,
        stop=(),
    )


def _told(message: Message, context: Context) -> list[Message]:
    """The message, with what recaps tell where they stood in it."""
    told: list[Message] = []
    parts: list[Part] = []
    for part in message.parts:
        kind = _kind(part)
        if kind is None:
            parts.append(part)
            continue
        if kind == TRIGGER:
            raise RequestError(part.path, "a compaction_trigger must be the last item")
        recap = _recap(part)
        if recap is None:
            reason = "a compaction that nobody but its issuer can unpack"
            context.losses.dropped(f"request.{part.path}", reason)
            continue
        told += _said(message, parts)
        parts = []
        told += [Message("user", (Text(text, path=part.path),)) for text in recap.told()]
    return told + _said(message, parts)


def _said(message: Message, parts: list[Part]) -> list[Message]:
    return [replace(message, parts=tuple(parts))] if parts or not message.parts else []


def _kind(part: Part) -> str | None:
    """The type of an item that has to do with compaction; None for all other parts."""
    if not isinstance(part, Foreign) or part.dialect != NAME:
        return None
    return part.kind if part.kind == TRIGGER or part.kind in recaps.KINDS else None


class Compaction:
    """A filter on the answer to `QUESTION`, be it streamed (`feed`) or whole (`response`).

    A compaction must be one item and complete: Codex gives up on a session for less.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fold = Fold()

    def feed(self, event: Event) -> Sequence[Event]:
        """Take one event; nothing is said of the notes before they are all there."""
        self._fold.feed(event)
        if isinstance(event, ResponseStart | Failure | KeepAlive):
            return (event,)
        if not isinstance(event, ResponseEnd):
            return ()
        outcome = self._fold.result()
        compacted = outcome if isinstance(outcome, Failure) else self.response(outcome)
        if isinstance(compacted, Failure):
            return (compacted,)
        return tuple(event for event in unfold(compacted) if not isinstance(event, ResponseStart))

    def is_transparent_for(self, index: int) -> bool:
        """Of no part: the notes are said when they are all there."""
        del index
        return False

    def response(self, response: Response) -> Response | Failure:
        """The same for a whole answer."""
        losses = self._context.losses
        declined = any(isinstance(part, Refusal) for part in response.parts)
        if declined or response.stop.kind in _DECLINED:
            return Failure("content_policy", "The model declined to compact the conversation", 400)
        notes = "\n\n".join(part.text for part in response.parts if isinstance(part, Text)).strip()
        if not notes:
            return Failure("broken", _WITHOUT_NOTES, 502)
        if any(not isinstance(part, Text) for part in response.parts):
            losses.dropped("response.parts[]", "a compaction holds nothing but the notes")
        if response.stop.kind == "length":
            losses.coerced("response.stop", "notes that were cut at the limit are taken as whole")
        item = recaps.item(Recap(notes), self._context.mint.id("cmp_"))
        part = Foreign(NAME, "compaction", item)
        return replace(response, parts=(part,), stop=Stop("end", response.stop.raw))
