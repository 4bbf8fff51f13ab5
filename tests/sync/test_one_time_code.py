"""A one-time code survives handwriting and telephone, and a slip of the pen is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.letters import ALPHABET
from sync.one_time_code import fingerprint, make, parse

KEY = bytes(range(32))
SECRET = bytes.fromhex("0102030405060708")
CODE = make(KEY, SECRET)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=8, max_size=8))
def test_a_code_gives_back_fingerprint_and_secret(key: bytes, secret: bytes) -> None:
    assert parse(make(key, secret)) == (fingerprint(key), secret)


@pytest.mark.parametrize(
    "written",
    [
        CODE.lower(),
        CODE.replace("-", " "),
        CODE.replace("-", ""),
        f"  {CODE}\n",
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("1", "i").replace("-", "—"),
        "".join(chr(ord(one) + 0xFEE0) for one in CODE),
    ],
)
def test_it_may_be_written_in_many_ways(written: str) -> None:
    assert parse(written) == parse(CODE)


def test_nearly_every_wrong_sign_is_noticed() -> None:
    missed = 0
    for place, right in enumerate(CODE):
        for wrong in ALPHABET if right != "-" else "":
            if wrong != right:
                try:
                    parse(CODE[:place] + wrong + CODE[place + 1 :])
                except Refusal as refusal:
                    assert refusal.code == "code_not_readable"
                else:
                    missed += 1
    assert missed < 30 * 31 / 64 * 2


@given(st.text(max_size=40))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="code_not_readable"):
        parse(text)


def test_a_code_is_made_from_eight_random_bytes() -> None:
    with pytest.raises(ValueError, match="eight"):
        make(KEY, b"short")
