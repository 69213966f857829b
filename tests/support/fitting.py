"""One stage of `translators/adapt` on a request: what comes out, and what was lost on the way."""

from dataclasses import dataclass

from translators.adapt import Stage
from translators.dialect import Context, Dialect
from translators.hub.parts import Origin, Part, Text
from translators.hub.request import Message, Request, Role
from translators.profile import DEFAULT, Profile
from translators.registry import DIALECTS

UPSTREAM = Origin("openai-chat", "acme", "acme-1")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A request after a stage, and the losses in words."""

    request: Request
    losses: list[str]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The fitted conversation."""
        return self.request.messages


def fitted(
    stage: Stage,
    request: Request,
    profile: Profile = DEFAULT,
    origin: Origin = UPSTREAM,
    *,
    drop_content: bool = False,
    client: Dialect | None = None,
) -> Fitted:
    """Run a stage for an upstream of that profile."""
    upstream = DIALECTS.get(origin.dialect)
    context = Context(
        profile=profile,
        origin=origin,
        drop_content=drop_content,
        client=client,
        upstream=upstream,
    )
    request = stage(request, context)
    return Fitted(request, [str(loss) for loss in context.losses])


def talk(*messages: Message) -> Request:
    """A request that has nothing but a conversation."""
    return Request(model="m", messages=messages)


def said(role: Role, *parts: Part | str) -> Message:
    """A message; strings are texts."""
    return Message(
        role, tuple(Text(part) if isinstance(part, str) else part for part in parts), path="m"
    )
