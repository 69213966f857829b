"""Every dialect, by name and by request path. A new dialect is one line here."""

from translators.anthropic_messages.dialect import DIALECT as ANTHROPIC_MESSAGES
from translators.dialect import Dialect
from translators.openai_chat.dialect import DIALECT as OPENAI_CHAT
from translators.openai_responses.compact import COMPACT
from translators.openai_responses.dialect import DIALECT as OPENAI_RESPONSES
from translators.tokens.endpoints import COUNTING

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES)
}

_SPOKEN = (*DIALECTS.values(), COMPACT, *COUNTING)


def dialect_of(path: str) -> Dialect | None:
    """The dialect that is spoken at a request path, by its ending; None if it is no model's path.

    Queries are ignored: `/openai/v1/responses?api-version=1` speaks openai-responses.
    """
    bare = path.partition("?")[0].rstrip("/")
    for dialect in _SPOKEN:
        if bare.endswith(dialect.paths):
            return dialect
    return None
