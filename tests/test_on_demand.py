"""Values made when first asked for: once, and only those."""

from __future__ import annotations

import pytest

from anatomy_viewer.on_demand import OnDemand


def test_makes_each_value_once_and_only_when_asked() -> None:
    made: list[str] = []

    def make(key: str) -> list[str]:
        made.append(key)
        return [key]

    found = OnDemand(["b", "a", "b"], make)
    assert list(found) == ["b", "a"] and len(found) == 2
    assert "a" in found and "c" not in found and 3 not in found
    assert made == []
    assert found["a"] is found["a"] and made == ["a"]
    with pytest.raises(KeyError):
        found["c"]
    assert found.get("c") is None
    assert dict(found) == {"b": ["b"], "a": ["a"]} and made == ["a", "b"]


def test_an_error_comes_out_and_is_not_kept() -> None:
    tries = []

    def make(key: str) -> int:
        tries.append(key)
        if len(tries) == 1:
            raise ValueError("not yet")
        return 7

    found = OnDemand(["a"], make)
    with pytest.raises(ValueError, match="not yet"):
        found["a"]
    assert found["a"] == 7
