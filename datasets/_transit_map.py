"""Facts that the drawings of transit-map lack, for each network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphmem.graphs import Station


@dataclass(frozen=True)
class Drawing:
    """One file of the collection.

    Attributes:
        name: of the network.
        file: its name without the suffix.
        title: full name of the network.
        line: pattern of the names of lines, with ``{}`` for the id.
        world: circumference of the projected world.
        names: the printed name of each label that differs from it; the label becomes an alias.
        aliases: other names, by the printed name.
        colours: the value of each colour that is a word.
        inserted: (line, neighbour, station, neighbour) for each missing station.
        left_out: (line, station) where the drawing has a line without trains.
    """

    name: str
    file: str
    title: str
    line: str = "{}"
    world: float = 10_000
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    inserted: tuple[tuple[str, str, Station, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


BERLIN = Drawing(
    "berlin_ubahn",
    "bvg",
    "U-Bahn Berlin",
    world=1_000,
    names={  # where the S-Bahn station next door has another name, the file has that one
        "Charlottenburg": "Wilmersdorfer Straße",
        "Messe Nord/ICC": "Kaiserdamm",
        "Spandau": "Rathaus Spandau",
        "Tegel": "Alt-Tegel",
    },
    aliases={
        "Freie Universität (Thielplatz)": ("Thielplatz",),
        "Kienberg": ("Neue Grottkauer Straße",),
        "Mohrenstraße": ("Anton-Wilhelm-Amo-Straße",),
        "Naturkundemuseum": ("Zinnowitzer Straße",),
        "Otisstraße": ("Seidelstraße",),
        "Weberwiese": ("Marchlewskistraße",),
        "Zoologischer Garten": ("Zoo", "Bahnhof Zoo"),
    },
    left_out=(("U1", "augsburger-strasse"), ("U1", "spichernstrasse")),  # in place of the way to Uhlandstraße
)
VIENNA = Drawing(
    "vienna_ubahn",
    "wien",
    "U-Bahn Wien",
    aliases={
        "Bahnhof Meidling": ("Philadelphiabrücke",),
        "Landstraße": ("Wien Mitte",),
        "Michelbeuern-AKH": ("Allgemeines Krankenhaus",),
        "Schottentor": ("Universität",),
        "Südtiroler Platz-Hauptbahnhof": ("Wien Hauptbahnhof",),
    },
)
LISBON = Drawing(
    "lisbon_metro",
    "lisboa",
    "Metropolitano de Lisboa",
    line="Linha {}",
    names={"Alto dos Moínhos": "Alto dos Moinhos"},
    aliases={
        "Jardim Zoológico": ("Sete Rios",),
        "Marquês de Pombal": ("Rotunda",),
        "Martim Moniz": ("Socorro",),
        "Praça de Espanha": ("Palhavã",),
    },
)
STOCKHOLM = Drawing(
    "stockholm_tunnelbana",
    "stockholm",
    "Stockholms tunnelbana",
    names={"Sankt Eriksplan": "S:t Eriksplan"},
    aliases={"T-Centralen": ("Centralen",), "Tekniska högskolan": ("KTH",)},
    colours={"blue": "#007db8", "red": "#d71d24", "green": "#148541"},
    inserted=(("T18", "skarmarbrink", Station("blasut", "Blåsut", 59.2903, 18.0911), "sandsborg"),),
)
MONTPELLIER = Drawing("montpellier_tram", "montpellier", "Tramway de Montpellier", line="Ligne {}")
NANTES = Drawing("nantes_tram", "nantes", "Tramway de Nantes", line="Ligne {}")

DRAWINGS = (BERLIN, VIENNA, LISBON, STOCKHOLM, MONTPELLIER, NANTES)
