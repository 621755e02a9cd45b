"""What a kind of cell accepts, it can turn into a value."""

from hypothesis import given
from hypothesis import strategies as st

from graphmem.networks.gtfs.schema import LATITUDE, LONGITUDE

LETTERS = st.text("0123456789+-._eE \uff15\u0665", min_size=1, max_size=8)


@given(cell=LETTERS)
def test_accepted_coordinates_are_numbers(cell: str) -> None:
    for kind, limit in ((LATITUDE, 90), (LONGITUDE, 180)):
        if kind.holds(cell):
            assert kind.value(cell) == float(cell)
            assert abs(float(cell)) <= limit


@given(number=st.floats(-90, 90))
def test_every_number_in_reach_is_taken(number: float) -> None:
    assert LATITUDE.holds(str(number))
    assert LONGITUDE.holds(f"{2 * number:f}")
