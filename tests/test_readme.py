"""The README's words for the configuration are those that the file may hold, all of them."""

import re
import tomllib
from pathlib import Path

from addons.configuration.loading import load
from addons.configuration.tables import ConversationsTable, PolicyTable, ProviderTable, RouteTable
from translators.providers.registry import PROVIDERS

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
QUOTED = re.compile(r"`([^`]+)`")


def section(title: str) -> str:
    """What stands below a heading, up to the next."""
    (_, behind) = README.split(f"\n### {title}\n")
    return re.split(r"\n##+ ", behind, maxsplit=1)[0]


def paragraph(text: str, opening: str) -> str:
    """The paragraph that begins with these words."""
    (found,) = (piece for piece in text.split("\n\n") if piece.startswith(opening))
    return found


def rows() -> list[list[str]]:
    """The keys of each row of the table of a route's keys."""
    cells = [line.split("|")[1] for line in section("Routes").splitlines() if line[:3] == "| `"]
    return [QUOTED.findall(cell) for cell in cells]


def blocks(text: str) -> list[str]:
    """The pieces of TOML in a text."""
    return re.findall(r"```toml\n(.*?)```", text, re.DOTALL)


def test_the_table_of_a_routes_keys_is_exact() -> None:
    keys = [key for row in rows() for key in row]

    assert sorted(keys) == sorted(RouteTable.model_fields)


def test_what_may_stand_at_the_top_is_told_exactly() -> None:
    told = paragraph(section("Routes"), "The last two rows, ")
    keys = [key for row in rows()[-2:] for key in row] + QUOTED.findall(told)

    assert sorted(keys) == sorted(PolicyTable.model_fields)


def test_the_keys_of_a_providers_table_are_all_told() -> None:
    told = paragraph(section("Providers"), "A provider's table may hold ")
    first, _, _ = re.sub(r"\([^)]*\)", "", told).partition(". ")

    assert sorted(QUOTED.findall(first)) == sorted(ProviderTable.model_fields)


def test_the_providers_are_all_named() -> None:
    names, _, _ = section("Providers").partition("```")

    assert sorted(QUOTED.findall(names)) == sorted(PROVIDERS)


def test_the_example_of_conversations_has_every_key() -> None:
    (example,) = blocks(section("Conversations"))

    assert sorted(tomllib.loads(example)["conversations"]) == sorted(
        ConversationsTable.model_fields
    )


def test_every_example_of_a_configuration_can_be_loaded(tmp_path: Path) -> None:
    environment = {provider.key_variable or "": "key" for provider in PROVIDERS.values()}
    for example in blocks(README):
        file = tmp_path / "dragoman.toml"
        file.write_text(example, "utf-8")

        assert load(file, environment).files == (file,)
