"""Build tokyo_metro, the subways of Tokyo Metro and of Toei, from Mini Tokyo 3D.

    python datasets/build_tokyo_metro.py SOURCES OUT

SOURCES holds railways.json, stations.json and station-groups.json of github.com/nagix/mini-tokyo-3d at commit c03d268.
OUT is the folder of data sets.  Every decision is explained in the README.md beside the tables.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from statistics import fmean
from typing import Any

from _building import Runs, along, publish, run, slug, stopping_patterns

from graphmem.graphs import Line, Network, Station, Walk
from graphmem.networks import About

RAILWAYS = (
    "TokyoMetro.Ginza",
    "TokyoMetro.Marunouchi",
    "TokyoMetro.MarunouchiBranch",
    "TokyoMetro.Hibiya",
    "TokyoMetro.Tozai",
    "TokyoMetro.Chiyoda",
    "TokyoMetro.Yurakucho",
    "TokyoMetro.Hanzomon",
    "TokyoMetro.Namboku",
    "TokyoMetro.Fukutoshin",
    "Toei.Asakusa",
    "Toei.Mita",
    "Toei.Shinjuku",
    "Toei.Oedo",
)
PART_OF = {"TokyoMetro.MarunouchiBranch": "TokyoMetro.Marunouchi"}
# Where a few trains go on along other companies' railways.
BEYOND = {"TokyoMetro.Hibiya.ShinKoshigaya", "TokyoMetro.Chiyoda.Machida", "TokyoMetro.Chiyoda.SeijogakuenMae"}
PRINTED_NAMES = {"Nakano-Shimbashi": "Nakano-shimbashi", "Toranomon-hills": "Toranomon Hills"}
SCRIPTS = ("ja", "ko", "zh-Hans", "zh-Hant")
RUNS = (
    Runs("marunouchi-line", "ogikubo ikebukuro"),
    Runs("marunouchi-line", "honancho ikebukuro"),
    Runs(
        "oedo-line",
        "hikarigaoka tochomae roppongi daimon morishita iidabashi tochomae",
        "Tochomae via Roppongi",
        "Hikarigaoka via Roppongi",
    ),
)
ABOUT = About(
    "Tokyo: Tokyo Metro and Toei Subway",
    "github.com/nagix/mini-tokyo-3d at c03d268, compiled from the Public Transportation Open Data Center.",
    "MIT, © 2019-2026 Akihiko Kusanagi.",
    "2026-08",
)

Platform = dict[str, Any]


def build(sources: Path, out: Path) -> None:
    """Read the sources and write the network."""
    railways, platforms, groups = (
        json.loads((sources / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("railways", "stations", "station-groups")
    )
    railway = {entry["id"]: entry for entry in railways}
    paths = {key: [call for call in railway[key]["stations"] if call not in BEYOND] for key in RAILWAYS}
    known = {entry["id"]: entry for entry in platforms}
    used = {call: known[call] for path in paths.values() for call in path}
    ids = {call: slug(_name(platform)) for call, platform in used.items()}
    stations = sorted(_stations(used, groups), key=lambda station: station.id)
    names = {station.id: station.name for station in stations}
    lines = {key: Line(*_line(railway[PART_OF.get(key, key)])) for key in RAILWAYS}
    rows = tuple(row for key in RAILWAYS for row in along(lines[key].id, [ids[call] for call in paths[key]], names))
    network = Network(
        "tokyo_metro",
        tuple(stations),
        tuple(dict.fromkeys(lines.values())),
        rows,
        tuple(stopping_patterns(RUNS, rows, names)),
        tuple(_walks(groups, ids)),
    )
    publish(network, ABOUT, out)


def _line(railway: dict[str, Any]) -> tuple[str, str, str]:
    name = railway["title"]["en"]
    return slug(name), name, railway["color"].lower()


def _name(platform: Platform) -> str:
    """The name without the second one that a few have: "Oshiage<SKYTREE>"."""
    first = re.split("[<〈]", platform["title"]["en"])[0]
    return PRINTED_NAMES.get(first, first)


def _stations(used: Mapping[str, Platform], groups: Sequence[Sequence[Sequence[str]]]) -> Iterator[Station]:
    """The station of all platforms of one name, which must be in one group."""
    group_of = {call: number for number, group in enumerate(groups) for cluster in group for call in cluster}
    alike: dict[str, list[str]] = defaultdict(list)
    for call, platform in used.items():
        alike[_name(platform)].append(call)
    for name, calls in alike.items():
        if len({group_of.get(call, call) for call in calls}) > 1:
            raise SystemExit(f"The stations named {name} are in several groups.")
        longitude, latitude = (round(fmean(used[call]["coord"][axis] for call in calls), 6) for axis in (0, 1))
        titles = [used[call]["title"].get(script, "") for script in ("en", *SCRIPTS) for call in calls]
        parts = dict.fromkeys(part for title in titles for part in re.split("[<>〈〉]", title) if part)
        yield Station(slug(name), name, latitude, longitude, aliases=tuple(part for part in parts if part != name))


def _walks(groups: Sequence[Sequence[Sequence[str]]], ids: Mapping[str, str]) -> Iterator[Walk]:
    """Walks between stations of one group with different names."""
    for group in groups:
        members = dict.fromkeys(ids[call] for cluster in group for call in cluster if call in ids)
        for source, destination in permutations(members, 2):
            yield Walk(source, destination)


if __name__ == "__main__":
    run(build)
