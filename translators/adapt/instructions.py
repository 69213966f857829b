"""Instructions: roles and places that the upstream has."""

from dataclasses import replace

from translators.adapt.changed import changed
from translators.dialect import Context
from translators.hub.parts import Text
from translators.hub.request import Message, Request


def fit(request: Request, context: Context) -> Request:
    """Say `developer` as `system`, and late system messages in a user's turn, where needed."""
    messages: list[Message] = []
    spoken = False
    for message in request.messages:
        if message.role in ("system", "developer"):
            message = _role(message, context)
            if spoken and not context.profile.system_anywhere:
                message = _as_user(message, context)
        else:
            spoken = True
        messages.append(message)
    return changed(request, messages=tuple(messages))


def _role(message: Message, context: Context) -> Message:
    if message.role == "system" or context.profile.developer_role:
        return message
    context.losses.coerced(
        f"request.{message.path}.role", "the upstream knows no developer role: said as system"
    )
    return replace(message, role="system")


def _as_user(message: Message, context: Context) -> Message:
    context.losses.coerced(
        f"request.{message.path}.role",
        "the upstream takes no system message after a user's: said in a user's message",
    )
    # The tags tell the model that these are not the user's own words.
    parts = tuple(
        replace(part, text=f"<system>\n{part.text}\n</system>") if isinstance(part, Text) else part
        for part in message.parts
    )
    return replace(message, role="user", parts=parts)
