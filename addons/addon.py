"""The file given to mitmproxy: `mitmdump -s addons/addon.py`. Nothing else lives here."""

from addons.bundled.provider import BundledProvider
from addons.heap import Heap
from addons.inspection import Inspection
from addons.translate import Translate

addons = [BundledProvider(), Translate(), Inspection(), Heap()]
