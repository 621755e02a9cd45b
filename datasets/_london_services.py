"""How trains run in London, from the calls that settle a service's way.

These are the services that TfL runs on weekdays, those of the peaks included, as its line pages and timetables of 2025
show them; trains that end short of a terminus run within one of these, and what runs early or late alone is left out.
"""

from __future__ import annotations

from _building import Runs

UNDERGROUND = (
    Runs("central", "west-ruislip epping"),
    Runs("central", "ealing-broadway newbury-park hainault", "Hainault via Newbury Park"),
    Runs("central", "hainault grange-hill woodford", "Woodford via Grange Hill", "Hainault via Grange Hill"),
    Runs(
        "circle",
        "hammersmith-hc aldgate victoria edgware-road-circle",
        "Edgware Road via Aldgate",
        "Hammersmith via Aldgate",
    ),
    Runs("district", "ealing-broadway upminster"),
    Runs("district", "richmond upminster"),
    Runs("district", "wimbledon upminster"),
    Runs("district", "wimbledon edgware-road-circle", "Edgware Road"),
    Runs("district", "kensington-olympia high-street-kensington"),
    Runs("metropolitan", "uxbridge aldgate"),
    Runs("metropolitan", "watford aldgate"),
    Runs("metropolitan", "amersham aldgate"),
    Runs("metropolitan", "chesham aldgate"),
    Runs("northern", "edgware bank morden", "Morden via Bank", "Edgware via Bank"),
    Runs("northern", "high-barnet bank morden", "Morden via Bank", "High Barnet via Bank"),
    Runs("northern", "mill-hill-east bank morden", "Morden via Bank", "Mill Hill East via Bank"),
    Runs(
        "northern",
        "edgware mornington-crescent battersea-power-station",
        "Battersea Power Station via Charing Cross",
        "Edgware via Charing Cross",
    ),
    Runs(
        "northern",
        "high-barnet mornington-crescent battersea-power-station",
        "Battersea Power Station via Charing Cross",
        "High Barnet via Charing Cross",
    ),
    Runs(
        "northern",
        "mill-hill-east mornington-crescent battersea-power-station",
        "Battersea Power Station via Charing Cross",
        "Mill Hill East via Charing Cross",
    ),
    Runs("northern", "edgware charing-cross morden", "Morden via Charing Cross", "Edgware via Charing Cross"),
    Runs("northern", "high-barnet charing-cross morden", "Morden via Charing Cross", "High Barnet via Charing Cross"),
    Runs("piccadilly", "heathrow-terminal-5 cockfosters"),
    Runs("piccadilly", "uxbridge cockfosters"),
    # Round the loop: out by Terminal 4, then Terminals 2 & 3, and on to Cockfosters.
    Runs("piccadilly", "cockfosters heathrow-terminal-4 heathrow-terminals-2-3", "Heathrow Terminal 4", None),
    Runs("piccadilly", "heathrow-terminal-4 heathrow-terminals-2-3 cockfosters", "", None),
)
# Trains are taken to call wherever their line does; only the DLR's from Bank to Lewisham pass West India Quay.
OTHERS = (
    Runs("dlr", "bank lewisham"),
    Runs("dlr", "bank woolwich-arsenal"),
    Runs("dlr", "tower-gateway beckton"),
    Runs("dlr", "stratford west-india-quay lewisham"),
    Runs("dlr", "stratford-international woolwich-arsenal"),
    Runs("dlr", "stratford-international beckton"),
    Runs("elizabeth", "reading whitechapel abbey-wood"),
    Runs("elizabeth", "heathrow-terminal-4 whitechapel abbey-wood"),
    Runs("elizabeth", "heathrow-terminal-5 whitechapel shenfield"),
    Runs("elizabeth", "liverpool-street stratford gidea-park"),
    Runs("mildmay", "richmond stratford"),
    Runs("mildmay", "clapham-junction stratford"),
    Runs("weaver", "liverpool-street enfield-town"),
    Runs("weaver", "liverpool-street cheshunt"),
    Runs("weaver", "liverpool-street chingford"),
    Runs("windrush", "highbury-islington west-croydon"),
    Runs("windrush", "highbury-islington crystal-palace"),
    Runs("windrush", "dalston-junction clapham-junction"),
    Runs("windrush", "dalston-junction new-cross"),
)
