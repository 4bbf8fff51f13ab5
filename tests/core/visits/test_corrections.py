"""Which version of a visit counts: the last one that nobody disputes, in whatever order they became known."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import EventId
from core.visits.corrections import Standing, Supersession, past_of, standing_of, superseded_ids


def name(letter: str) -> EventId:
    return EventId(f"{ord(letter):032x}")


def names(letters: str) -> set[EventId]:
    return {name(letter) for letter in letters}


def told(line: str) -> list[Supersession]:
    """Read `c>v` as `c corrects v` and `x!v` as `x cancels v`."""
    made = []
    for word in line.split():
        sign = "!" if "!" in word else ">"
        event, targets = word.split(sign)
        made.append(Supersession(name(event), frozenset(names(targets)), sign == "!"))
    return made


@pytest.mark.parametrize(
    ("line", "effective", "cancelled", "superseded", "contested"),
    [
        ("c>v", "c", "", "v", ""),
        ("c>v d>c", "d", "", "vc", ""),
        ("c>v d>v", "v", "", "", "cd"),
        ("c>v d>v e>cd", "e", "", "vcd", ""),
        ("c>v d>v e>c", "v", "", "c", "de"),
        ("c>v d>c e>c", "c", "", "v", "de"),
        ("c>v d>v e>cd f>cd", "cd", "", "v", "ef"),
        ("x!v", "x", "v", "", ""),
        ("x!v c>v", "v", "", "", "xc"),
        ("x!v c>v e>xc", "e", "", "vxc", ""),
        ("c>vw", "c", "", "vw", ""),
        ("c>v d>w", "cd", "", "vw", ""),
    ],
)
def test_the_last_undisputed_version_counts(
    line: str, effective: str, cancelled: str, superseded: str, contested: str
) -> None:
    standing = standing_of(told(line))
    assert standing.effective == names(effective)
    assert standing.cancelled == names(cancelled)
    assert standing.superseded == names(superseded)
    assert standing.contested == names(contested)
    assert bool(standing.disputed) == bool(contested)


def test_nothing_corrected_is_nothing_said() -> None:
    assert standing_of([]) == Standing()


@pytest.mark.parametrize("line", ["c>c", "c>d d>c", "c>v d>v e>cd f>v"])
def test_the_order_of_arrival_decides_nothing(line: str) -> None:
    given = told(line)
    assert all(standing_of(order) == standing_of(given) for order in permutations(given))


def test_the_past_of_an_event_is_all_it_builds_on() -> None:
    given = told("c>v d>c e>dw")
    assert past_of(name("e"), given) == names("dcvw")
    assert past_of(name("v"), given) == set()
    assert past_of(name("z"), given) == set()


LETTERS = st.sampled_from("abcdefg")


@given(
    st.lists(st.tuples(LETTERS, st.frozensets(LETTERS, min_size=1, max_size=3), st.booleans()), max_size=9)
)
def test_whatever_is_claimed_every_event_has_one_standing(
    claims: list[tuple[str, frozenset[str], bool]],
) -> None:
    unique = {letter: (targets, cancels) for letter, targets, cancels in claims}
    made = [
        Supersession(name(letter), frozenset(map(name, targets)), cancels)
        for letter, (targets, cancels) in unique.items()
    ]
    standing = standing_of(made)
    assert standing == standing_of(reversed(made))
    everybody = {one.event_id for one in made}.union(*(one.targets for one in made))
    groups = [standing.effective, standing.superseded, standing.contested, standing.cancelled]
    assert set().union(*groups) == everybody
    assert not standing.effective & standing.superseded
    assert not standing.contested & standing.superseded


def test_a_body_names_what_it_supersedes_or_is_not_read() -> None:
    assert superseded_ids({"supersedes": [name("v")]}) == {name("v")}
    for spoilt in ([], "x", ["x"], [7], [name("v").upper() + "G"], [name("v")] * 51):
        with pytest.raises((ValueError, TypeError)):
            superseded_ids({"supersedes": spoilt})
    with pytest.raises(KeyError):
        superseded_ids({})
