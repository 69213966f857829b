import gc
import weakref

from mitmproxy.test import tflow

from addons.passage.live_flows import LiveFlows
from tests.addons.passages import passage


def test_custody_keeps_no_flow_alive() -> None:
    live_flows, flow = LiveFlows(), tflow.tflow()
    live_flows.passages[flow] = passage()
    gone = weakref.ref(flow)

    del flow
    gc.collect()

    assert gone() is None
    assert len(live_flows.passages) == 0
