"""Documents with something wrong in them."""

from hypothesis import strategies as st

from tests.support.documents import tables
from translators.hub.document import Document, Json

SCALARS: st.SearchStrategy[Json] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["message", "function_call", "reasoning", "output_text", "user"])
)

JSON: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def spoiled(draw: st.DrawFn, sound: Document) -> Document:
    """The document with up to three values, at any depth, replaced, dropped or added."""
    document = _copy(sound)
    assert isinstance(document, dict)
    for _ in range(draw(st.integers(1, 3))):
        table = draw(st.sampled_from([table for _, table in tables(document)]))
        key = draw(st.sampled_from(sorted(table)) if table else st.text())
        if draw(st.booleans()):
            table[key] = draw(JSON)
        else:
            table.pop(key, None)
    return document


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
