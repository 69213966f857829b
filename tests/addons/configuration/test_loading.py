from pathlib import Path
from textwrap import dedent

import pytest

from addons.configuration.loading import Configuration, ConfigurationError, load
from addons.conversations.settings import Settings
from addons.conversations.store import DAY, Limits

ENVIRONMENT = {"ANTHROPIC_API_KEY": "sk-secret"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dragoman.toml"


def refusal(file: Path, text: str) -> str:
    file.write_text(dedent(text), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load(file, ENVIRONMENT)
    return str(raised.value).replace(str(file), "F")


def test_a_newcomers_file_is_four_lines(file: Path) -> None:
    file.write_text(
        '[[routes]]\nhost = "api.openai.com"\nprovider = "anthropic"\n'
        'model_map = { "*" = "claude-sonnet-4-6" }\n'
    )
    configuration = load(file, ENVIRONMENT)

    assert configuration.files == (file,)
    (route,) = configuration.routes.routes
    assert (route.name, route.targets[0].provider.name) == ("routes[0]", "anthropic")
    assert route.targets[0].upstream_model("gpt-5") == "claude-sonnet-4-6"


def test_an_empty_file_has_no_routes(file: Path) -> None:
    file.write_text("")

    assert load(file, {}) == Configuration(files=(file,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[[routes]]\nhost = "a"\nprovder = "anthropic"\n',
            (
                "F:1: routes[0].provider: required, and missing\n"
                "F:3: routes[0].provder: unknown key; did you mean 'provider'?"
            ),
        ),
        (
            (
                '\n[[routes]]\nhost = "a"\nprovider = "anthropic"\n'
                '[[routes]]\nhost = 5\nprovider = "anthropic"\n'
            ),
            "F:6: routes[1].host: must be a string or a list",
        ),
        (
            'host = "a"\n[providers.x]\nbase-url = ""\n',
            (
                "F:1: host: unknown key\n"
                "F:3: providers.x.base-url: unknown key; did you mean 'base_url'?"
            ),
        ),
        (
            'losses = "strictly"\nkeep_alive_seconds = -1\n',
            (
                "F:1: losses: must be 'report' or 'strict'\n"
                "F:2: keep_alive_seconds: must be greater than or equal to 0"
            ),
        ),
        (
            '[[routes]]\nhost = "a"\nprovider = "anthropic"\nmodel_map = { "*" = 1 }\n',
            "F:4: routes[0].model_map.*: must be a string",
        ),
        ("[[routes]]\nhost = ,\n", "F:2: column 8: Invalid value"),
        ("[[routes]]\nhost = [", "F:2: Invalid value (at end of document)"),
        ('keep_alive_seconds = "15"\n', "F:1: keep_alive_seconds: must be a number"),
        ("drop_content = 1\n", "F:1: drop_content: must be true or false"),
        ("[providers]\nx = 1\n", "F:2: providers.x: must be a table"),
        (
            '[[routes]]\nhost = []\nprovider = "anthropic"\n',
            "F:2: routes[0].host: must not be empty",
        ),
        (
            '[conversations]\nanswers = 1.5\nstor = "memory:"\n',
            (
                "F:2: conversations.answers: must be a whole number\n"
                "F:3: conversations.stor: unknown key; did you mean 'store'?"
            ),
        ),
        ("request_megabytes = inf\n", "F:1: request_megabytes: must be a finite number"),
        ("routes = 3\n", "F:1: routes: must be tables, each headed [[routes]]"),
    ],
)
def test_a_mistake_is_named_with_line_and_field(file: Path, text: str, expected: str) -> None:
    assert refusal(file, text) == expected


def test_all_faults_of_the_routes_are_named_at_once(file: Path) -> None:
    text = """\
        [[routes]]
        host = "https://api.openai.com"
        provider = "anthropic"
        [[routes]]
        host = "b"
        provider = "antropic"
        """

    lines = refusal(file, text).splitlines()

    assert lines[0] == (
        "F:2: routes[0].host: 'https://api.openai.com': a host has no scheme, no port and no path"
    )
    assert lines[1].startswith("F:6: routes[1].provider: no provider is called 'antropic'")


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"dragoman\.toml: cannot be read: .*No such file"):
        load(file, {})


def test_strictness_can_be_demanded_for_all_routes(file: Path) -> None:
    file.write_text('[[routes]]\nhost = "a"\nprovider = "anthropic"\nlosses = "report"\n')

    (route,) = load(file, ENVIRONMENT, strict=True).routes.routes

    assert route.policy.strict


def test_no_refusal_holds_a_key(file: Path) -> None:
    text = '[[routes]]\nhost = "a/b"\nprovider = "anthropic"\n'

    assert "sk-secret" not in refusal(file, text)


def test_the_store_of_conversations_is_named_with_its_line(file: Path) -> None:
    file.write_text('[conversations]\ndays = 1\nstore = "memory:"\n')

    conversations = load(file, {}).conversations

    assert conversations == Settings("memory:", Limits(age=DAY))
    assert conversations.place == f"{file}:3: conversations.store"
