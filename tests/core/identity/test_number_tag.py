"""A tag stands for a number, a mask for a name."""

import pytest

from core.identity.number_tag import fits_mask, mask_name, number_tag

NUMBER = "110105194912310021"


def test_a_tag_depends_on_number_and_key_and_shows_neither() -> None:
    tag = number_tag(b"key", NUMBER)
    assert tag == number_tag(b"key", NUMBER)
    assert len(tag) == 16
    assert len({tag, number_tag(b"other", NUMBER), number_tag(b"key", NUMBER[:-1] + "2")}) == 3
    assert NUMBER[:6] not in tag


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("王满", "王*"),
        ("王小满", "王*满"),
        ("欧阳小满", "欧*满"),
        ("买买提·阿不都", "买*都"),
        ("𠮷小满", "𠮷*满"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_mask_keeps_the_ends_of_a_name(name: str, mask: str) -> None:
    assert mask_name(name) == mask
    assert fits_mask(f" {name} ", mask)


def test_another_name_does_not_fit_the_mask() -> None:
    assert not fits_mask("李小满", "王*满")
    assert not fits_mask("王满", "王*满")
