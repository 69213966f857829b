"""What is and is not the JSON that was promised, and how that is said."""

import pytest

from translators.adapt.structured.schema import AnswerCheck, require_usable
from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.failure import Failure
from translators.hub.request import OutputFormat
from translators.losses import Losses

SHIP: Document = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "masts": {"type": "integer", "minimum": 1},
        "crew": {"type": "array", "items": {"$ref": "#/$defs/sailor"}},
    },
    "required": ["name", "masts"],
    "additionalProperties": False,
    "$defs": {"sailor": {"type": "object", "required": ["rank"]}},
}


def check(schema: Document | None = SHIP, *, strict: bool | None = None) -> AnswerCheck:
    kind = "json" if schema is None else "schema"
    return AnswerCheck(OutputFormat(kind, schema, strict=strict), Losses())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"name":"Pequod","masts":3}', None),
        (' {"name": "Pequod", "masts": 3.0, "crew": [{"rank": "mate"}]}\n', None),
        ("", "it is empty"),
        (" \n", "it is empty"),
        ('{"name":"Pequod","masts":0}', "$.masts: 0 is less than the minimum of 1"),
        ('{"name":"Pequod"}', '$: "masts" is a required property'),
        (
            '{"name":"Pequod","masts":3,"crew":[{"rank":"mate"},{}]}',
            '$.crew[1]: "rank" is a required property',
        ),
        ("[1]", '$: [1] is not of type "object"'),
    ],
)
def test_an_answer_is_held_against_its_schema(text: str, complaint: str | None) -> None:
    assert check().complaint(text) == complaint


@pytest.mark.parametrize("text", ["Aye!", '{"name":"Pequod","masts":3', "{'name':1}", "{}{}"])
def test_what_is_not_json_is_told_as_such(text: str) -> None:
    complaint = check().complaint(text)

    assert complaint is not None
    assert complaint.startswith("it is not JSON (")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("{}", None), ('{"any":[1]}', None), ("[]", "it is not a JSON object")],
)
def test_without_a_schema_any_object_will_do(text: str, complaint: str | None) -> None:
    assert check(None).complaint(text) == complaint


def test_a_failure_says_what_is_wrong_and_whose_fault_it_was() -> None:
    assert check().failure('{"name":"Pequod","masts":"three"}') == Failure(
        "broken",
        "The model's answer breaks the output format that was asked for:"
        ' $.masts: "three" is not of type "integer"',
        502,
    )


def test_an_answer_that_is_right_is_no_failure() -> None:
    assert check().failure('{"name":"Pequod","masts":3}') is None


def test_a_schema_that_is_not_strict_is_a_wish() -> None:
    losses = Losses()
    loose = AnswerCheck(OutputFormat("schema", SHIP, strict=False), losses)

    assert loose.failure('{"name":"Pequod"}') is None
    assert [str(loss) for loss in losses] == [
        "coerced response.output: does not satisfy the schema"
    ]


def test_what_is_not_json_breaks_a_loose_promise_too() -> None:
    assert isinstance(check(strict=False).failure("Aye!"), Failure)


def test_formats_are_held_to() -> None:
    dated = check({"type": "string", "format": "date"})

    assert dated.complaint('"1851-10-18"') is None
    assert dated.complaint('"in autumn"') == '$: "in autumn" is not a "date"'


def test_a_long_answer_is_not_quoted_whole() -> None:
    complaint = check().complaint('"' + "x" * 100_000 + '"')

    assert complaint is not None
    assert len(complaint) < 400


def test_half_a_character_is_a_complaint_and_no_crash() -> None:
    words = check({"type": "object", "additionalProperties": False})

    assert words.complaint('{"\\ud83d":1}') == "half a character, which has no UTF-8"


def test_an_answer_that_is_too_deep_to_check_is_a_complaint_and_no_crash() -> None:
    deep = '{"name":' + "[" * 900 + "]" * 900 + "}"

    assert check().complaint(deep) == "it cannot be checked: Recursion limit reached"


UNUSABLE: list[Json] = [
    {"type": "ship"},
    {"$ref": "https://example.org/ship.json"},
    {"$ref": "#/$defs/nowhere"},
    {"pattern": "("},
    {"$schema": "https://example.org/mine"},
]


@pytest.mark.parametrize("schema", UNUSABLE)
def test_a_schema_that_cannot_be_used_is_the_clients_fault(schema: Document) -> None:
    with pytest.raises(RequestError) as caught:
        require_usable(schema)

    assert str(caught.value).startswith("the schema of the answer cannot be used: ")


@pytest.mark.parametrize("schema", [None, {}, SHIP, {"type": "object", "format": "unheard-of"}])
def test_any_other_schema_can_be_used(schema: Document | None) -> None:
    require_usable(schema)


@pytest.mark.parametrize("schema", UNUSABLE)
def test_what_upstream_took_but_cannot_be_checked_here_is_a_loss(schema: Document) -> None:
    losses = Losses()
    unchecked = AnswerCheck(OutputFormat("schema", schema), losses)

    assert unchecked.complaint('{"any":1}') is None
    assert [str(loss) for loss in losses] == [
        "dropped response.output: a schema that cannot be checked here"
    ]
