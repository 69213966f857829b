import pytest
from mitmproxy import contentviews
from mitmproxy.addonmanager import Loader
from mitmproxy.test import taddons, tflow

from addons.operator.inspection import DragomanContentview, Inspection
from addons.passage.record import KEY

RECORD = {
    "route": "main",
    "error": None,
    "losses": ["dropped request.top_k: not there", "invented request.max_tokens: required"],
    "request": '{"model": "gpt-5"}',
    "answer": "event: message_stop",
}
TOLD = """\
route:
main

error:
none

losses:
dropped request.top_k: not there
invented request.max_tokens: required

request:
{"model": "gpt-5"}

answer:
event: message_stop"""


@pytest.mark.parametrize("side", ["request", "response"])
def test_the_view_of_either_message_tells_the_whole_exchange(side: str) -> None:
    flow = tflow.tflow(resp=True)
    flow.metadata[KEY] = RECORD
    with taddons.context() as context:
        Inspection().load(Loader(context.master))
        assert flow.response is not None
        message = flow.request if side == "request" else flow.response
        shown = contentviews.prettify_message(message, flow, "dragoman")

    assert (shown.text, shown.view_name) == (TOLD, "Dragoman")


def test_a_flow_that_was_not_translated_says_so() -> None:
    with pytest.raises(ValueError, match="this flow was not translated"):
        DragomanContentview().prettify(b"", contentviews.Metadata(flow=tflow.tflow()))


def test_it_is_never_chosen_by_itself() -> None:
    assert DragomanContentview().render_priority(b"{}", contentviews.Metadata()) < 0
