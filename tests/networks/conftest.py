"""A folder of small tables with everything that tables can say."""

from pathlib import Path

import pytest

TABLES = {
    "stations.csv": (
        "id,name,latitude,longitude,zone,aliases,change_minutes\n"
        "a,Ash,51.5,-0.1,1,Ashes|灰,2\nb,Birch,,,,,\nc,Cedar,51.6,0.1,2/3,,\n"
    ),
    "lines.csv": "id,name,colour\nred,Red,#ff0000\nblue,Blue,\n",
    "connections.csv": (
        "source,destination,line,direction,minutes\na,b,red,Northbound,2\nb,a,red,Southbound,2.25\nb,c,blue,,1\n"
    ),
    "services.csv": "service,line,station,direction\nup,red,a,Birch\nup,red,b,Birch\ndown,red,b,\ndown,red,a,\n",
    "walks.csv": "source,destination,minutes\na,c,7.5\nc,a,8\n",
}


@pytest.fixture
def tables() -> dict[str, str]:
    return dict(TABLES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file, text in TABLES.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path
