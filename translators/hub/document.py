"""JSON as Python values: the type that everything on a wire has."""

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
type Document = dict[str, Json]
type Extras = dict[str, Document]
"""Top-level keys that no decoder read, by the family that can read them."""
