import re
import time

from addons.minting import MINT


def test_time_is_the_time() -> None:
    before = int(time.time())

    assert before <= MINT.now() <= int(time.time())


def test_ids_differ_and_hold_letters_and_digits() -> None:
    ids = {MINT.id("msg_") for _ in range(100)}

    assert len(ids) == 100
    assert all(re.fullmatch(r"msg_[0-9a-f]{24}", made) for made in ids)
