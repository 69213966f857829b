"""Losses are counted by place, indexes aside, in the order of their first meeting."""

from translators.losses import Loss, Losses


def test_each_effect_has_its_verb() -> None:
    losses = Losses()
    losses.dropped("request.a", "gone")
    losses.coerced("request.b", "changed")
    losses.invented("response.c", "added")

    assert list(losses) == [
        Loss("dropped", "request.a", "gone"),
        Loss("coerced", "request.b", "changed"),
        Loss("invented", "response.c", "added"),
    ]


def test_indexes_become_wildcards_and_repetitions_a_count() -> None:
    losses = Losses()
    for index in range(3):
        losses.dropped(f"request.messages[{index}].content[{index + 10}].id", "no ids here")

    assert list(losses) == [Loss("dropped", "request.messages[].content[].id", "no ids here", 3)]


def test_wildcards_written_by_hand_count_with_the_others() -> None:
    losses = Losses()
    losses.dropped("request.tools[].strict", "unknown")
    losses.dropped("request.tools[7].strict", "unknown")

    assert list(losses) == [Loss("dropped", "request.tools[].strict", "unknown", 2)]


def test_only_numbers_in_brackets_are_indexes() -> None:
    losses = Losses()
    losses.dropped("request.metadata[a1].x", "odd key")

    assert [loss.path for loss in losses] == ["request.metadata[a1].x"]


def test_another_reason_or_effect_is_another_loss() -> None:
    losses = Losses()
    losses.dropped("request.a", "one")
    losses.dropped("request.a", "two")
    losses.coerced("request.a", "one")

    assert len(losses) == 3


def test_the_order_is_that_of_the_first_meeting() -> None:
    losses = Losses()
    for path in ("b", "a", "b"):
        losses.dropped(path, "gone")

    assert [loss.path for loss in losses] == ["b", "a"]


def test_an_exchange_without_losses_is_empty() -> None:
    assert not len(Losses())


def test_a_loss_reads_as_a_sentence() -> None:
    assert str(Loss("dropped", "request.top_k", "unknown here")) == (
        "dropped request.top_k: unknown here"
    )
    assert str(Loss("coerced", "request.stop", "too many", 4)) == (
        "coerced request.stop: too many (4 times)"
    )
