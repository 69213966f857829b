from addons.routes.route import glob
from tests.addons.routes.samples import target


def test_the_first_pattern_names_the_upstream_model() -> None:
    mapped = target(model_map=((glob("*-nano"), "small"), (glob("gpt-*"), "large")))

    assert mapped.upstream_model("gpt-5-nano") == "small"
    assert mapped.upstream_model("gpt-5") == "large"
    assert mapped.upstream_model("o3") is None
