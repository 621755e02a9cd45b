"""Stations of each line against the maps of Map::Tube, which others keep up for London, Berlin and Vienna."""

import json
from pathlib import Path

import pytest

from graphmem.networks import load_network

SOURCES = json.loads(Path(__file__).with_name("map_tube_sources.json").read_text(encoding="utf-8"))
# Where Map::Tube and the tables differ: its stations that we lack or call otherwise, then ours.  Since 2018 the U5 has
# grown and the U6 is shut in the north; the U1 ends short of Uhlandstraße.
DIFFERENCES = {
    ("london_rail", "dlr"): (
        "crossharbour-london-arena cutty-sark-for-maritime-greenwich",
        "crossharbour cutty-sark",
    ),
    ("london_rail", "weaver"): ("bethnal-green", "bethnal-green-weaver"),
    ("berlin_ubahn", "u1"): ("kurfurstendamm uhlandstrasse", ""),
    ("berlin_ubahn", "u2"): ("anton-wilhelm-amo-strasse", "mohrenstrasse"),
    ("berlin_ubahn", "u3"): ("freie-universitat", "freie-universitat-thielplatz"),
    ("berlin_ubahn", "u5"): (
        "brandenburger-tor bundestag hauptbahnhof museumsinsel rotes-rathaus unter-den-linden",
        "",
    ),
    ("berlin_ubahn", "u6"): (
        "kochstrasse unter-den-linden",
        "alt-tegel borsigwerke franzosische-strasse holzhauser-strasse kochstrasse-checkpoint-charlie otisstrasse "
        "scharnweberstrasse",
    ),
    ("vienna_ubahn", "u1"): ("kaisermuhlen", "kaisermuhlen-vic"),
}


@pytest.mark.parametrize(
    ("name", "line"), [(name, line) for name, source in SOURCES.items() for line in source["lines"]]
)
def test_stations_of_each_line_agree(name: str, line: str) -> None:
    ours = {station for station, lines in load_network(name).lines_at.items() if line in lines}
    theirs = set(SOURCES[name]["lines"][line].split())
    missing, extra = (set(words.split()) for words in DIFFERENCES.get((name, line), ("", "")))
    assert (theirs - ours, ours - theirs) == (missing, extra)
