from collections.abc import Mapping
from pathlib import Path

import pytest

from addons.configuration.resolution import Resolution
from addons.configuration.tables import FileTable
from addons.messages.address import Address
from addons.routes.policy import Policy
from addons.routes.route import Route
from translators.providers.provider import SPOKEN
from translators.providers.registry import PROVIDERS

KEYS = {"ANTHROPIC_API_KEY": "key-a", "OPENAI_API_KEY": "key-o", "MINE": "key-m"}


def resolution(table: Mapping[str, object], folder: Path = Path("/nowhere")) -> Resolution:
    return Resolution(FileTable.model_validate(table), folder, KEYS, strict=False)


def only(table: Mapping[str, object], folder: Path = Path("/nowhere")) -> Route:
    resolved = resolution(table, folder)
    routes = resolved.routes()
    assert resolved.faults == []
    (route,) = routes.routes
    return route


def with_provider(provider: Mapping[str, object], name: str = "mine") -> dict[str, object]:
    route = {"host": "h", "provider": name}
    return {"routes": [route], "providers": {name: provider}}


def fault(table: Mapping[str, object], folder: Path = Path("/nowhere")) -> tuple[str, str]:
    resolved = resolution(table, folder)
    resolved.routes()
    (found,) = resolved.faults
    return ".".join(map(str, found.place)), found.message


def key_of(route: Route) -> str | None:
    return None if route.targets[0].key is None else route.targets[0].key.get_secret_value()


def test_a_known_provider_brings_its_address_and_its_key() -> None:
    route = only({"routes": [{"host": "h", "provider": "anthropic"}]})

    assert route.targets[0].address == Address("https", "api.anthropic.com", 443, "/v1")
    assert key_of(route) == "key-a"


def test_a_key_is_not_shown() -> None:
    assert "key-a" not in repr(only({"routes": [{"host": "h", "provider": "anthropic"}]}))


def test_a_provider_of_the_users_own_needs_an_address_and_nothing_else() -> None:
    route = only(with_provider({"base_url": "http://127.0.0.1:11434/v1/"}))

    assert route.targets[0].address == Address("http", "127.0.0.1", 11434, "/v1")
    assert route.targets[0].provider.dialect.name == "openai-chat"
    assert key_of(route) is None


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses", "anthropic-messages"])
def test_a_provider_of_the_users_own_speaks_what_it_says(dialect: str) -> None:
    route = only(with_provider({"base_url": "https://u.test", "dialect": dialect}))

    assert (route.targets[0].provider.name, route.targets[0].provider.dialect.name) == (
        "mine",
        dialect,
    )
    assert route.targets[0].address == Address("https", "u.test", 443, "")


def test_a_vendors_key_goes_to_no_other_address() -> None:
    changed = {"based_on": "anthropic", "base_url": "https://elsewhere.test"}

    assert key_of(only(with_provider(changed))) is None
    assert key_of(only(with_provider(changed, "anthropic"))) is None
    assert key_of(only(with_provider({**changed, "key_variable": "MINE"}))) == "key-m"


def test_a_base_without_an_address_keeps_its_variable() -> None:
    table = with_provider({"base_url": "https://r.openai.azure.com/openai/v1"}, "azure-openai")

    place, message = fault(table)

    assert place == "providers.azure-openai"
    assert "AZURE_OPENAI_API_KEY, which is not set" in message


def test_a_based_provider_keeps_what_it_does_not_change() -> None:
    changed = {"based_on": "anthropic", "headers": {"X-Team": "a"}, "streaming": "always"}
    route = only(with_provider(changed))

    assert route.targets[0].provider.headers == {"anthropic-version": "2023-06-01", "x-team": "a"}
    assert route.targets[0].provider.streaming == "always"
    assert route.targets[0].provider.authentication == "x-api-key"
    assert key_of(route) == "key-a"


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ({}, PROVIDERS["openai"].client_headers),
        ({"base_url": "https://elsewhere.test"}, SPOKEN),
        (
            {"base_url": "https://elsewhere.test", "client_headers": True},
            PROVIDERS["openai"].client_headers,
        ),
        ({"client_headers": False}, ()),
    ],
)
def test_what_only_the_vendor_knows_is_for_its_own_address(
    said: dict[str, object], taken: tuple[str, ...]
) -> None:
    route = only(with_provider({"based_on": "openai", "key_variable": "MINE", **said}))

    assert route.targets[0].provider.client_headers == taken


def test_no_authentication_takes_no_key() -> None:
    assert key_of(only(with_provider({"based_on": "openai", "authentication": "none"}))) is None


def test_a_base_path_replaces_the_providers() -> None:
    route = only({"routes": [{"host": "h", "provider": "openai", "base_path": "/api/v9/"}]})

    assert route.targets[0].address.path == "/api/v9"


def test_a_file_holds_a_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("key-f\n")
    path.chmod(0o600)
    resolved = resolution(with_provider({"base_url": "http://u", "key_file": "key"}), tmp_path)
    (route,) = resolved.routes().routes

    assert key_of(route) == "key-f"
    assert resolved.key_files == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text("key-f")
    path.chmod(mode)

    place, message = fault(with_provider({"base_url": "http://u", "key_file": "key"}), tmp_path)

    assert place == "providers.mine.key_file"
    assert message == f"others may read or write {path}; say: chmod 600 {path}"


@pytest.mark.parametrize("content", ["", "two\nlines", "k\u00e9y", "two words"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)

    _, message = fault(with_provider({"base_url": "http://u", "key_file": str(path)}))

    assert message == f"what {path} holds is no key: empty, or with odd characters"


@pytest.mark.parametrize(
    ("provider", "place", "message"),
    [
        ({"dialect": "openai-chat"}, "base_url", "say its base_url"),
        ({"based_on": "anthropic", "base_url": ""}, "base_url", "say its base_url"),
        ({"base_url": "api.test/v1"}, "base_url", "must begin with http:// or https://"),
        ({"base_url": "https://me:pw@api.test"}, "base_url", "does not belong in an address"),
        ({"base_url": "https://api.test/?key=1"}, "base_url", "ends before any ? or #"),
        ({"base_url": "https://api.test:99999"}, "base_url", "Port out of range"),
        ({"base_url": "http://u", "dialect": "chat"}, "dialect", "there is no 'chat', but"),
        ({"based_on": "ollama"}, "based_on", "there is no 'ollama', but"),
        ({"base_url": "http://u", "key_file": "gone"}, "key_file", "cannot be read"),
        ({"base_url": "http://u", "key_variable": "GONE"}, "key_variable", "GONE, which is not"),
        (
            {"base_url": "http://u", "key_variable": "MINE", "key_file": "k"},
            "key_file",
            "there is a key_variable as well",
        ),
        (
            {"base_url": "http://u", "headers": {"Authorization": "Bearer x"}},
            "headers.Authorization",
            "a credential does not belong in this file",
        ),
        ({"base_url": "http://u", "key_file": "\0"}, "key_file", "cannot be read"),
        ({"base_url": "http://u", "headers": {"a b": "x"}}, "headers.a b", "has no spaces"),
        ({"base_url": "http://u", "headers": {"a": "x\nb: y"}}, "headers.a", "no line breaks"),
        ({"base_url": "http://u", "path": "chat"}, "path", "'chat' must begin with a slash"),
    ],
    ids=str,
)
def test_a_faulty_provider_is_refused(
    provider: Mapping[str, object], place: str, message: str
) -> None:
    found_place, found_message = fault(with_provider(provider))

    assert found_place == f"providers.mine.{place}"
    assert message in found_message


@pytest.mark.parametrize(
    ("route", "place", "message"),
    [
        ({"host": "api.test:443"}, "host", "a host has no scheme, no port and no path"),
        ({"strip_prefix": "proxy"}, "strip_prefix", "'proxy' must begin with a slash"),
        ({"base_path": "v1"}, "base_path", "'v1' must begin with a slash"),
        ({"provider": "deepseek"}, "provider", "DEEPSEEK_API_KEY, which is not set"),
        ({"provider": "openai-compatible"}, "provider", "say its base_url"),
        ({"provider": "ollama"}, "provider", "no provider is called 'ollama'; there are anthropic"),
    ],
    ids=str,
)
def test_a_faulty_route_is_refused(route: Mapping[str, object], place: str, message: str) -> None:
    found_place, found_message = fault({"routes": [{"host": "h", "provider": "openai", **route}]})

    assert found_place == f"routes.0.{place}"
    assert message in found_message


def test_one_fault_of_two_routes_is_told_once() -> None:
    table = with_provider({"based_on": "ollama"})
    table["routes"] = [{"host": "a", "provider": "mine"}, {"host": "b", "provider": "mine"}]

    assert fault(table)[0] == "providers.mine.based_on"


def test_a_route_inherits_the_policy_of_the_file() -> None:
    route = only(
        {
            "losses": "strict",
            "websocket": "serve",
            "keep_alive_seconds": 5,
            "request_megabytes": 0.5,
            "routes": [{"host": "h", "provider": "openai", "keep_alive_seconds": 0}],
        }
    )

    assert route.policy == Policy(
        strict=True, websocket="serve", keep_alive=0, request_limit=512 * 1024
    )


def test_a_route_may_be_milder_than_its_file() -> None:
    route = only(
        {
            "losses": "strict",
            "drop_content": True,
            "routes": [
                {
                    "host": "h",
                    "provider": "openai",
                    "losses": "report",
                    "drop_content": False,
                    "record_kilobytes": 0,
                }
            ],
        }
    )

    assert route.policy == Policy(record_limit=0)


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ({"model_map": {"*": "gpt-5"}}, ("gpt-5",)),
        (
            {"model_map": {"claude-*": "gpt-5-mini", "claude-a": "gpt-5"}},
            ("claude-a", "gpt-5-mini"),
        ),
        ({"model": ["claude-a", "claude-b"]}, ("claude-a", "claude-b")),
        ({"model": "claude-*", "model_map": {"*": "gpt-5", "claude-a": "o3"}}, ("claude-a",)),
        ({}, ()),
    ],
    ids=str,
)
def test_the_models_that_a_client_can_ask_for_are_those_that_have_names(
    keys: Mapping[str, object], names: tuple[str, ...]
) -> None:
    assert only({"routes": [{"host": "h", "provider": "openai", **keys}]}).names == names


def test_plain_tools_are_an_option_of_a_route() -> None:
    table = {"host": "h", "provider": "openai", "plain_tools": True}

    assert only({"routes": [table]}).plain_tools


@pytest.mark.parametrize(("version", "sampled"), [("2023-06-01", True), ("2026-10-21", False)])
def test_a_later_version_of_anthropics_api_takes_no_sampling(version: str, sampled: bool) -> None:
    headers = {"anthropic-version": version}
    route = only(with_provider({"based_on": "anthropic", "headers": headers}))
    profile = route.targets[0].provider.profile("claude-sonnet-4-5")

    assert (profile.temperature, profile.top_k) == (sampled, sampled)


def test_plain_tools_need_the_vendors_own_list() -> None:
    table = {"host": "h", "provider": "openai", "plain_tools": True, "other": "refuse"}

    assert fault({"routes": [table]})[0] == "routes.0.plain_tools"
