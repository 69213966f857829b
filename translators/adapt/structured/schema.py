"""Whether an answer is the JSON that a client was promised: syntax first, then its schema.

The validator fetches nothing and bounds its own regular expressions: a pattern comes from the
client and the text from a model, and neither may hang the proxy.
"""

import jsonschema_rs

from translators.errors import RequestError
from translators.hub.document import Document, Json
from translators.hub.failure import STATUS, Failure
from translators.hub.request import OutputFormat
from translators.losses import Losses
from translators.wire import json_bytes

_QUOTED = 300
"""Characters of a complaint: it quotes the answer, which may be long."""


def require_usable(schema: Document | None) -> None:
    """Make sure that answers can be held against a schema.

    Raises:
        RequestError: it is no JSON schema, or refers to what is outside of it.
    """
    try:
        if schema is not None:
            _compiled(schema)
    except ValueError as error:
        reason = str(error).partition("\n")[0][:_QUOTED]
        raise RequestError("", f"the schema of the answer cannot be used: {reason}") from error


class AnswerCheck:
    """Judges answers to one request. A schema that cannot be used is a loss: upstream took it."""

    def __init__(self, output: OutputFormat, losses: Losses) -> None:
        self._strict = output.strict is not False
        self._objects = output.schema is None
        self._losses = losses
        self._validator: jsonschema_rs.Validator | None = None
        try:
            if output.schema is not None:
                self._validator = _compiled(output.schema)
        except ValueError:
            losses.dropped("response.output", "a schema that cannot be checked here")

    def complaint(self, text: str) -> str | None:
        """What is wrong with a text, in a few words; None if nothing is."""
        value, complaint = self._read(text)
        return complaint or self._no_match(value)

    def failure(self, text: str) -> Failure | None:
        """Why the answer cannot be given to the client; None if it can.

        A client that called its schema not strict was promised JSON only.
        """
        value, complaint = self._read(text)
        if complaint is None and (mismatch := self._no_match(value)) is not None:
            if self._strict:
                complaint = mismatch
            else:
                self._losses.coerced("response.output", "does not satisfy the schema")
        if complaint is None:
            return None
        message = f"The model's answer breaks the output format that was asked for: {complaint}"
        return Failure("broken", message, STATUS["broken"])

    def _read(self, text: str) -> tuple[Json, str | None]:
        """The value that a text is, and what is wrong with it as JSON."""
        try:
            value = json_bytes.loads(text)
        except json_bytes.NotJsonError as error:
            return None, f"it is not JSON ({error})" if text.strip() else "it is empty"
        wrong = self._objects and not isinstance(value, dict)
        return value, "it is not a JSON object" if wrong else None

    def _no_match(self, value: Json) -> str | None:
        if self._validator is None:
            return None
        try:
            error = next(self._validator.iter_errors(value), None)
        except UnicodeEncodeError:
            return "half a character, which has no UTF-8"
        except ValueError as error:
            # Nested deeper than the validator goes, for one.
            return f"it cannot be checked: {str(error)[:_QUOTED]}"
        if error is None:
            return None
        return f"{_place(error.instance_path)}: {error.message[:_QUOTED]}"


def _compiled(schema: Document) -> jsonschema_rs.Validator:
    # Both vendors that have structured output enforce formats with it.
    return jsonschema_rs.validator_for(schema, offline=True, validate_formats=True)


def _place(path: list[str | int]) -> str:
    """A place in the answer, `$` for the whole."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(("$", *steps))
