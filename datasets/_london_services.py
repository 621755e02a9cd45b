"""Stopping patterns of trains in London, each by the calls that determine its way.

These are the services that TfL runs on weekdays, including the peaks, by its line pages and timetables of 2025.  Trains
that end short of a terminus run within one of these; services that run only early or late are left out.
"""

from __future__ import annotations

from _building import Runs

UNDERGROUND = (
    Runs("central", "west-ruislip south-woodford epping"),
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
    Runs("northern", "edgware camden-town euston bank morden", "Morden via Bank", "Edgware via Bank"),
    Runs("northern", "high-barnet camden-town euston bank morden", "Morden via Bank", "High Barnet via Bank"),
    Runs("northern", "mill-hill-east camden-town euston bank morden", "Morden via Bank", "Mill Hill East via Bank"),
    Runs(
        "northern",
        "edgware mornington-crescent charing-cross battersea-power-station",
        "Battersea Power Station via Charing Cross",
        "Edgware via Charing Cross",
    ),
    Runs(
        "northern",
        "high-barnet mornington-crescent charing-cross battersea-power-station",
        "Battersea Power Station via Charing Cross",
        "High Barnet via Charing Cross",
    ),
    Runs(
        "northern",
        "mill-hill-east mornington-crescent charing-cross battersea-power-station",
        "Battersea Power Station via Charing Cross",
        "Mill Hill East via Charing Cross",
    ),
    Runs(
        "northern",
        "edgware mornington-crescent charing-cross morden",
        "Morden via Charing Cross",
        "Edgware via Charing Cross",
    ),
    Runs(
        "northern",
        "high-barnet mornington-crescent charing-cross morden",
        "Morden via Charing Cross",
        "High Barnet via Charing Cross",
    ),
    Runs("piccadilly", "heathrow-terminal-5 heathrow-terminals-2-3 hatton-cross cockfosters"),
    Runs("piccadilly", "uxbridge cockfosters"),
    # Round the loop: out by Terminal 4, then Terminals 2 & 3, and on to Cockfosters.
    Runs("piccadilly", "cockfosters heathrow-terminal-4 heathrow-terminals-2-3", "Heathrow Terminal 4", None),
    Runs("piccadilly", "heathrow-terminal-4 heathrow-terminals-2-3 cockfosters", "", None),
)
# Trains are assumed to call at all stations of their line on their track; only the DLR from Bank to Lewisham passes a
# station, West India Quay.
OTHERS = (
    Runs("dlr", "bank westferry canary-wharf lewisham", "", None),
    Runs("dlr", "lewisham west-india-quay westferry bank", "", None),
    Runs("dlr", "bank westferry poplar east-india woolwich-arsenal"),
    Runs("dlr", "tower-gateway westferry poplar east-india beckton"),
    Runs("dlr", "stratford langdon-park poplar west-india-quay canary-wharf lewisham"),
    Runs("dlr", "stratford-international star-lane woolwich-arsenal"),
    Runs("dlr", "stratford-international star-lane beckton"),
    Runs("elizabeth", "reading liverpool-street whitechapel abbey-wood"),
    Runs("elizabeth", "heathrow-terminal-4 liverpool-street whitechapel abbey-wood"),
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
