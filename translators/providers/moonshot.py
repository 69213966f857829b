"""Moonshot (Kimi): thinking is given back as `reasoning_content`, which must not be empty.

K2 has a switch for it, but for K2.7, which always thinks; K3 an effort. Kimi models fix their
sampling ("only 1 is allowed for this model"), and K2 refuses a demanded tool call. Empty text parts
are refused (field guide 8), and so are tools that are `strict`. Its JSON mode knows no schema.
"""

from collections.abc import Iterator
from dataclasses import replace

from translators.hub.document import Document
from translators.profile import Profile
from translators.providers.openai_compatible import COMPATIBLE, OPENAI_COMPATIBLE
from translators.providers.quirks import each_call_id, system_for_developer, with_reasoning

_MOONSHOT = replace(
    COMPATIBLE,
    media_urls=False,
    thinking="none",
    temperature_maximum=1.0,
    top_k=False,
    seed=False,
    tool_choice_required=False,
    parallel_tool_calls=False,
    strict_tools=False,
    logprobs=False,
    output="json",
)

_KIMI: Profile = replace(_MOONSHOT, thinking_history="text", temperature=False, penalties=False)


def kept_thinking(document: Document) -> Document:
    """Thinking in every turn, for models that have any: a blank is the least that is taken."""
    return with_reasoning(" ", document) if "kimi" in _model(document) else document


def native_ids(document: Document) -> Document:
    """Ids of tool calls as K2 makes them: `functions.NAME:NUMBER`, counted over the conversation.

    The number is part of how the model was taught: with other ids in its history it says its calls
    as text after a few turns (vybestack/llxprt-code#713). No other upstream takes such ids.
    """
    if "k2" not in _model(document):
        return document
    native: dict[str, str] = {}
    for identifier, name in _calls(document):
        native.setdefault(identifier, f"functions.{name}:{len(native)}")
    return each_call_id(lambda identifier: native.get(identifier, identifier), document)


def _model(document: Document) -> str:
    return str(document.get("model")).lower()


def _calls(document: Document) -> Iterator[tuple[str, str]]:
    """Id and name of every tool call."""
    messages = document.get("messages")
    for message in messages if isinstance(messages, list) else ():
        calls = message.get("tool_calls") if isinstance(message, dict) else None
        for call in calls if isinstance(calls, list) else ():
            match call:
                case {"id": str(identifier), "function": {"name": str(name)}}:
                    yield identifier, name
                case _:
                    pass


MOONSHOT = replace(
    OPENAI_COMPATIBLE,
    name="moonshot",
    base_url="https://api.moonshot.ai/v1",
    key_variable="MOONSHOT_API_KEY",
    profiles=(
        ("moonshot-*", _MOONSHOT),
        ("kimi-k2[-.]7*", replace(_KIMI, thinking="switch", thinking_always=True)),
        ("kimi-k2*", replace(_KIMI, thinking="switch")),
        (
            "*",
            replace(
                _KIMI,
                thinking="effort",
                efforts=("low", "high", "max"),
                tool_choice_required=True,
            ),
        ),
    ),
    request_quirks=(system_for_developer, kept_thinking, native_ids),
)
