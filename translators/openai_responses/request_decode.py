"""A client's Responses request → the hub's.

Here are the knobs; items are read in `input_decode`, tools in `tools_decode`. What two dialects can
say becomes a field; top-level keys that nobody read travel as extras of the family.
"""

from translators.dialect import Context
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.parts import Text
from translators.hub.request import OutputFormat, Request, Sampling, Thinking
from translators.openai_responses.client_tools import not_known
from translators.openai_responses.input_decode import InputReader
from translators.openai_responses.tools_decode import read_tool_choice, read_tools
from translators.openai_responses.vocabulary import FAMILY, LOGPROBS, SEALS, untranslatable
from translators.wire.cursor import Cursor


def decode_request(document: Document, context: Context) -> Request:
    """Read a request.

    Raises:
        RequestError: the document is malformed; the error names the place.
    """
    cursor = Cursor(document, RequestError)
    reader = InputReader(context)
    if instructions := cursor.string("instructions"):
        reader.add("system", [Text(instructions, path="instructions")], "instructions")
    reader.read(cursor)
    tools = [*read_tools(cursor.children("tools"), context), *reader.tools]
    choice, hosted_choice = read_tool_choice(cursor, context)
    include, logprobs = _include(cursor)
    output, verbosity = _text(cursor)
    request = Request(
        model=cursor.require_string("model"),
        messages=reader.messages(),
        tools=(*tools, *not_known(reader.loaded, tools, context.losses)),
        tool_choice=choice,
        parallel_tool_calls=cursor.boolean("parallel_tool_calls"),
        max_tokens=cursor.integer("max_output_tokens"),
        sampling=Sampling(cursor.number("temperature"), cursor.number("top_p")),
        thinking=_thinking(cursor),
        output=output,
        verbosity=verbosity,
        logprobs=logprobs,
        stream=cursor.boolean("stream") or False,
        user=_user(cursor, context),
        metadata=cursor.object("metadata"),
        service_tier=cursor.string("service_tier"),
    )
    extras = {**include, **cursor.rest()}
    if hosted_choice is not None:
        extras["tool_choice"] = hosted_choice
    if extras:
        request.extras[FAMILY] = extras
    for path in cursor.unread():
        context.losses.dropped(f"request.{path}", untranslatable(path))
    return request


def _include(cursor: Cursor) -> tuple[Document, int | None]:
    """What is asked for beyond the answer: the part for extras, and the logprobs.

    Sealed reasoning is given whether asked for or not, so that asking for it loses nothing.
    """
    words = cursor.strings("include")
    logprobs = (cursor.integer("top_logprobs") or 0) if LOGPROBS in words else None
    others: list[Json] = [word for word in words if word not in (LOGPROBS, SEALS)]
    return ({"include": others} if others else {}), logprobs


def _thinking(cursor: Cursor) -> Thinking | None:
    reasoning = cursor.child("reasoning")
    if reasoning is None:
        return None
    effort = reasoning.string("effort")
    deprecated = reasoning.string("generate_summary")
    summary = reasoning.string("summary") or deprecated
    if effort is None and summary is None:
        return None
    return Thinking(effort=effort, summary=summary)


def _text(cursor: Cursor) -> tuple[OutputFormat | None, str | None]:
    text = cursor.child("text")
    if text is None:
        return None, None
    shape = text.child("format")
    return (None if shape is None else _format(shape)), text.string("verbosity")


def _format(shape: Cursor) -> OutputFormat | None:
    match shape.require_string("type"):
        case "json_schema":
            return OutputFormat(
                "schema",
                shape.object("schema"),
                shape.string("name"),
                shape.string("description"),
                shape.boolean("strict"),
            )
        case "json_object":
            return OutputFormat("json")
        case "text":
            return OutputFormat("text")
        case kind:
            raise shape.fault(shape.at("type"), f"no such format: {kind!r}")


def _user(cursor: Cursor, context: Context) -> str | None:
    """The end user: `safety_identifier` has taken the place of `user`."""
    user, identifier = cursor.string("user"), cursor.string("safety_identifier")
    if user and identifier and user != identifier:
        context.losses.dropped("request.user", "safety_identifier says who the user is")
    return identifier or user
