"""One timer at a time, and never too late."""

from mitmproxy.proxy import commands, events

from addons.edge.timer import Timer


def test_it_rings_after_its_pause() -> None:
    alarm = Timer()

    timer = alarm.set(15.0, 100.0)

    assert isinstance(timer, commands.RequestWakeup)
    assert timer.delay == 15.0
    assert alarm.rings(events.Wakeup(timer))


def test_what_needs_nothing_sets_nothing() -> None:
    assert Timer().set(None, 100.0) is None


def test_what_rings_in_time_is_enough() -> None:
    alarm = Timer()
    alarm.set(15.0, 100.0)

    assert alarm.set(10.0, 105.0) is None
    assert alarm.set(300.0, 106.0) is None


def test_what_must_ring_sooner_replaces_what_was_set() -> None:
    alarm = Timer()
    late = alarm.set(15.0, 100.0)
    soon = alarm.set(2.0, 101.0)
    assert late is not None
    assert soon is not None

    assert not alarm.rings(events.Wakeup(late))
    assert alarm.rings(events.Wakeup(soon))


def test_what_has_rung_must_be_set_again() -> None:
    alarm = Timer()
    first = alarm.set(15.0, 100.0)
    assert first is not None
    alarm.rings(events.Wakeup(first))

    assert not alarm.rings(events.Wakeup(first))
    assert alarm.set(15.0, 115.0) is not None
