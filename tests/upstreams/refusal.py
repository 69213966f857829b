"""Why an upstream refuses, and what all of them look at before the document."""

from collections.abc import Mapping

from tests.upstreams.schema import Path
from translators.hub.document import Json


class RefusalError(Exception):
    """The real API would have refused: its status, words and, for OpenAI's shape, code and path."""

    def __init__(
        self,
        message: str,
        status: int = 400,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param


def check_coding(headers: Mapping[str, str]) -> None:
    """Bodies are plain JSON, and answers can be translated only if they come uncompressed."""
    if headers.get("content-encoding", "identity") != "identity":
        raise RefusalError(f"content-encoding {headers['content-encoding']} is not understood")
    if headers.get("accept-encoding", "identity") != "identity":
        raise RefusalError(
            f"accept-encoding {headers['accept-encoding']} would compress the answer"
        )
    if not headers.get("content-type", "").startswith("application/json"):
        raise RefusalError("the content-type must be application/json")


def check_leak(headers: Mapping[str, str], body: bytes, secrets: Mapping[str, str]) -> None:
    """No credential of the client's may arrive here; `secrets` are those, by what they are."""
    everything = "\n".join(headers.values()).encode() + body
    for name, secret in secrets.items():
        if secret.encode() in everything:
            raise RefusalError(f"{name} of the client has arrived upstream", 401)


def openai_path(path: Path) -> str:
    """`messages[0].content`, as OpenAI's errors write it."""
    words = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(words).removeprefix(".")


def dotted(path: Path) -> str:
    """`messages.0.content`, as Anthropic's errors write it."""
    return ".".join(map(str, path))


def objects(value: Json) -> list[dict[str, Json]]:
    """The objects of an array; none for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def words_of(content: Json) -> list[str]:
    """Every text in some content, be it a string or parts."""
    if isinstance(content, str):
        return [content]
    return [text for part in objects(content) if isinstance(text := part.get("text"), str)]
