import pytest

from translators.anthropic_messages.tool_decode import decode_web_search
from translators.hub.document import Document
from translators.hub.parts import Foreign
from translators.hub.tools import WebSearch
from translators.losses import Losses

NAME = "anthropic-messages"


def test_a_search_tells_where_and_for_whom() -> None:
    location: Document = {"type": "approximate", "city": "Zürich"}
    value: Document = {
        "name": "web_search",
        "allowed_domains": ["a.com"],
        "user_location": location,
    }
    losses = Losses()

    search = decode_web_search(Foreign(NAME, "web_search_20250305", value, "tools[0]"), losses)

    assert search == WebSearch(["a.com"], location)
    assert search is not None
    assert search.path == "tools[0]"
    assert len(losses) == 0


@pytest.mark.parametrize(
    "tool", [Foreign(NAME, "web_fetch_20250910", {}), Foreign("else", "web_search_20250305", {})]
)
def test_other_tools_are_no_search(tool: Foreign) -> None:
    assert decode_web_search(tool, Losses()) is None


def test_what_only_anthropics_search_knows_is_lost() -> None:
    losses = Losses()

    decode_web_search(Foreign(NAME, "web_search_20250305", {"max_uses": 8}, "tools[0]"), losses)

    assert [str(loss) for loss in losses] == [
        "dropped request.tools[].max_uses: the upstream searches as often as it likes"
    ]
