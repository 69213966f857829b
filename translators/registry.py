"""Every dialect, by name, by request path and by what its clients expect.

A new dialect is one line here.
"""

from translators.anthropic_messages.dialect import DIALECT as ANTHROPIC_MESSAGES
from translators.dialect import Dialect
from translators.endpoint import Endpoint
from translators.model_list import Header
from translators.openai_chat.dialect import DIALECT as OPENAI_CHAT
from translators.openai_responses.dialect import DIALECT as OPENAI_RESPONSES

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (OPENAI_CHAT, OPENAI_RESPONSES, ANTHROPIC_MESSAGES)
}


def endpoint_of(path: str) -> tuple[Dialect, Endpoint] | None:
    """What is spoken and asked at a request path, by its ending; None if no model is asked there.

    Queries are ignored: `/openai/v1/responses?api-version=1` speaks openai-responses.
    """
    bare = path.partition("?")[0]
    for dialect in DIALECTS.values():
        for endpoint in dialect.endpoints:
            if endpoint.is_at(bare):
                return dialect, endpoint
    return None


def model_lister(path: str, header: Header) -> Dialect | None:
    """The dialect whose clients ask for models in this way: who marks it, else who does not."""
    unmarked = None
    for dialect in DIALECTS.values():
        models = dialect.model_list
        if models is not None and models.is_marked is None:
            unmarked = unmarked or dialect
        elif models is not None and models.is_marked and models.is_marked(path, header):
            return dialect
    return unmarked


def conversation_keeper() -> Dialect | None:
    """The dialect whose clients expect that answers and conversations are kept under their ids."""
    return next((dialect for dialect in DIALECTS.values() if dialect.keeps_conversations), None)


def foreign_parameters(dialect: Dialect) -> frozenset[str]:
    """Parameters of queries that mean something only to families other than this dialect's."""
    return frozenset(
        parameter
        for other in DIALECTS.values()
        if other.family != dialect.family
        for parameter in other.owned_parameters
    )
