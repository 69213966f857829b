"""The file given to mitmproxy: `mitmdump -s addons/addon.py`. Nothing else lives here."""

from addons.bundled import BundledProvider
from addons.translate import Translate

addons = [BundledProvider(), Translate()]
