from addons.operator.report import REMEMBERED, Log
from addons.passage.record import Record
from addons.routes.route import glob
from tests.addons.routes.samples import route
from translators.registry import DIALECTS


def record(model: str = "gpt-5") -> Record:
    leading = route("*", model_map=((glob("gpt-*"), "claude"),))
    return Record.begin(leading, leading.targets[0], DIALECTS["openai-chat"], model)


def test_a_line_says_what_went_where() -> None:
    assert Log().line(record(), "200") == (
        "[dragoman] openai-chat to anthropic-messages at anthropic, gpt-5 as claude: 200"
    )


def test_a_line_names_every_loss_with_its_reason() -> None:
    made = record("o3")
    made.losses.dropped("request.top_k", "not there")
    made.losses.dropped("request.seed", "nor this")

    assert Log().line(made, "200") == (
        "[dragoman] openai-chat to anthropic-messages at anthropic, o3: 200; losses:"
        " dropped request.top_k: not there; dropped request.seed: nor this"
    )


def test_a_line_names_the_error() -> None:
    made = record("")
    made.error = "the upstream died"

    assert Log().line(made, "failed") == (
        "[dragoman] openai-chat to anthropic-messages at anthropic, ?: failed (the upstream died)"
    )


def test_a_line_is_one_line_whatever_a_client_sends() -> None:
    assert "o3?? evil?[31m: 200" in Log().line(record("o3\r\n evil\x1b[31m"), "200")


def test_a_loss_is_told_once_to_each_client_and_then_counted() -> None:
    log, made = Log(), record()
    made.losses.dropped("request.top_k", "not there")
    log.line(made, "200")
    made.losses.dropped("request.top_k", "not there")
    made.losses.dropped("request.seed", "nor this")

    assert log.line(made, "200").endswith("; losses: dropped request.seed: nor this; 1 as before")
    assert log.line(record("o3"), "200").endswith("o3: 200")
    made.upstream_model = "claude-2"
    assert "dropped request.top_k: not there (2 times)" in log.line(made, "200")


def test_the_log_does_not_remember_all_that_clients_make_up() -> None:
    log, made, other = Log(), record(), record()
    made.losses.dropped("request.top_k", "not there")
    log.line(made, "200")
    for number in range(REMEMBERED):
        other.losses.dropped(f"request.key{number}", "not there")
    log.line(other, "200")

    assert log.line(made, "200").endswith("losses: dropped request.top_k: not there")
