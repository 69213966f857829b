"""What can go wrong in a translation, and whose fault it was.

Only these two are ever raised on purpose. Any other exception that leaves `translators/` is a bug.
"""


class TranslationError(Exception):
    """Abstract: raise one of the children, which say whose fault it was.

    `path` is where in the document (`messages[2].content[0]`, "" for the whole), `message` what is
    wrong and what to do, `status` the HTTP status that would say it best.
    """

    default_status = 500

    def __init__(self, path: str, message: str, status: int | None = None) -> None:
        if type(self) is TranslationError:
            raise TypeError("raise RequestError or UpstreamError")
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message
        self.status = self.default_status if status is None else status


class RequestError(TranslationError):
    """The client's document is malformed, or holds content that upstream cannot take."""

    default_status = 400


class UpstreamError(TranslationError):
    """The upstream's answer breaks its own dialect."""

    default_status = 502
