import math
from typing import Any

from addons.passage.token_calibration import Sample, TokenCalibration
from translators.exchange.exchange import Exchange
from translators.hub.document import Document
from translators.hub.response import Usage
from translators.providers.registry import PROVIDERS
from translators.registry import DIALECTS
from translators.tokens.estimate import estimate

MESSAGES, RESPONSES = DIALECTS["anthropic-messages"], DIALECTS["openai-responses"]
COUNTING = MESSAGES.endpoints[1]
QUESTION = "Why is the sky blue, and the grass green? " * 200
DOCUMENT: Document = {"model": "m", "messages": [{"role": "user", "content": QUESTION}]}


def exchange(provider: str = "openai", model: str = "gpt-5") -> Exchange:
    made = Exchange(MESSAGES, PROVIDERS[provider], model, endpoint=COUNTING)
    made.request(DOCUMENT)
    return made


def estimated(made: Exchange) -> float:
    return estimate(made.context.request, made.provider, made.context.origin.model)


def tokens(document: Document) -> Any:
    return document["input_tokens"]


def test_an_estimate_is_given_before_anything_is_known() -> None:
    made = exchange()

    assert tokens(TokenCalibration().count(made)) == math.ceil(estimated(made))


def test_what_requests_cost_is_learned() -> None:
    calibration, made = TokenCalibration(), exchange()
    for _ in range(2):
        calibration.note(Sample.of(made, Usage(input=int(estimated(made) * 1.4))))

    assert 1.3 < tokens(calibration.count(made)) / estimated(made) < 1.4


def test_cached_tokens_count_as_well() -> None:
    sample = Sample.of(exchange(), Usage(input=1, cache_read=10, cache_write=100, output=1000))

    assert sample.returned == 111


def test_models_and_providers_are_told_apart() -> None:
    calibration = TokenCalibration()
    learned = exchange()
    calibration.note(Sample.of(learned, Usage(input=int(estimated(learned) * 1.9))))
    calibration.count(learned)

    for other in (exchange(model="gpt-5-mini"), exchange("openai-chat")):
        assert tokens(calibration.count(other)) - estimated(other) < 1


def test_only_the_newest_samples_wait() -> None:
    calibration, made = TokenCalibration(), exchange()
    calibration.note(Sample.of(made, Usage(input=1)))
    for _ in range(2):
        calibration.note(Sample.of(made, Usage(input=int(estimated(made)))))

    assert tokens(calibration.count(made)) - estimated(made) < 1


def test_models_that_were_not_used_longest_are_forgotten() -> None:
    calibration, made = TokenCalibration(), exchange()
    calibration.note(Sample.of(made, Usage(input=int(estimated(made) * 1.9))))
    for number in range(64):
        calibration.count(exchange(model=f"gpt-5-{number}"))

    assert tokens(calibration.count(made)) - estimated(made) < 1


def test_the_answer_is_in_the_clients_shape() -> None:
    made = Exchange(RESPONSES, PROVIDERS["anthropic"], "claude-sonnet-4-5")
    made.request({"model": "m", "input": "hello"})

    assert TokenCalibration().count(made)["object"] == "response.input_tokens"
