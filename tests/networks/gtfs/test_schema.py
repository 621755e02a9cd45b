"""What a kind takes for right, pandas and gtfs_kit can read."""

import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from graphmem.networks.gtfs.schema import LATITUDE, LONGITUDE

LETTERS = st.text("0123456789+-._eE \uff15\u0665", min_size=1, max_size=8)


@given(cell=LETTERS)
def test_what_is_taken_for_a_place_is_a_number_to_pandas(cell: str) -> None:
    for kind, limit in ((LATITUDE, 90), (LONGITUDE, 180)):
        if kind.holds(cell):
            read = pd.read_csv(io.StringIO(f"x,y\n{cell},1\n"), dtype={"x": float})["x"][0]
            assert read == float(cell)
            assert abs(read) <= limit


@given(number=st.floats(-90, 90))
def test_every_number_in_reach_is_taken(number: float) -> None:
    assert LATITUDE.holds(str(number))
    assert LONGITUDE.holds(f"{2 * number:f}")
