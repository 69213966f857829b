import pytest

from addons.configuration.toml_lines import Place, line_of

TEXT = '''losses = "report"
note = """
losses = "in a string"
[[routes]]
"""

[[routes]]
host = "a"
"model_map" = { "*" = "x" }

[[routes]]  # the second
host = [
  "b",
]
headers.x-a = "1"

[routes.headers]
"x b.c" = "2"

[providers.local]
base_url = "u"

[ providers . 'my.own' ]
dialect = "d"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("losses",), 1),
        (("routes",), 11),
        (("routes", 0), 7),
        (("routes", 0, "host"), 8),
        (("routes", 0, "model_map", "*"), 9),
        (("routes", 1), 11),
        (("routes", 1, "host", 0), 12),
        (("routes", 1, "headers", "x-a"), 15),
        (("routes", 1, "headers", "x b.c"), 18),
        (("routes", 1, "provider"), 11),
        (("providers", "local", "base_url"), 21),
        (("providers", "my.own", "dialect"), 24),
        (("nowhere",), 1),
        ((), 1),
    ],
)
def test_the_line_of_a_place(place: Place, line: int) -> None:
    assert line_of(TEXT, place) == line
