"""Routes worked out by hand, one rule at a time."""

import pytest

from graphmem.graphs import Line, Network, Station, StoppingPattern
from graphmem.routing import By, Leg, build_itinerary, route_problem

from .cases import best, make, summary
from .states import states

CRITERIA: list[By] = ["minutes", "changes", "stops"]


def test_the_three_criteria_choose_three_routes() -> None:
    network = make("red ABCDE 2", "blue AF 1", "green FE 1", "grey AGE 4.5")
    assert best(network, "minutes", "AE", 1) == (["Blue AF", "Green FE"], 3, 1, 2)
    assert best(network, "minutes", "AE", 7) == (["Red ABCDE"], 8, 0, 4)
    assert best(network, "changes", "AE", 1) == (["Grey AGE"], 9, 0, 2)
    assert best(network, "stops", "AE", 1) == (["Blue AF", "Green FE"], 3, 1, 2)


@pytest.mark.parametrize(
    ("by", "first", "second"),
    [
        # As many minutes: the fewer changes, though it has more stops.
        ("minutes", ("red ABCD 2", "blue AE 0.5", "green ED 0.5"), (["Red ABCD"], 6, 0, 3)),
        # As many minutes and changes: the fewer stops.
        ("minutes", ("red ABCD 2", "blue AED 3", "grey AFGHD 1.5"), (["Blue AED"], 6, 0, 2)),
        # As many changes: the fewer stops, though it takes longer.
        ("changes", ("red ABCD 1", "blue AED 9"), (["Blue AED"], 18, 0, 2)),
        # As many changes and stops: the fewer minutes.
        ("changes", ("red AED 9", "blue AFD 8", "grey AGD 8.5"), (["Blue AFD"], 16, 0, 2)),
        # As many stops: the fewer minutes, though it has a change.
        ("stops", ("red AED 9", "blue AF 1", "green FD 1"), (["Blue AF", "Green FD"], 7, 1, 2)),
        # As many stops and minutes: the fewer changes.
        ("stops", ("blue AF 1", "green FD 1", "red AED 3.5"), (["Red AED"], 7, 0, 2)),
    ],
)
def test_ties_are_broken_by_the_next_criterion(by: By, first: tuple[str, ...], second: object) -> None:
    assert best(make(*first), by, "AD") == second
    assert best(make(*reversed(first)), by, "AD") == second


def test_without_times_changes_and_stops_break_ties() -> None:
    network = make("red ABCD -", "blue AE -", "green ED -", "grey AFGHD -")
    assert best(network, "changes", "AD") == (["Red ABCD"], None, 0, 3)
    assert best(network, "stops", "AD") == (["Blue AE", "Green ED"], None, 1, 2)
    more = make("blue AE -", "green ED -", "red AFD -")
    assert best(more, "stops", "AD") == (["Red AFD"], None, 0, 2)


def test_a_train_runs_through_a_junction_but_not_from_branch_to_branch() -> None:
    """Red divides at B: from A to C and to D.  From C to D one changes at B, with stopping patterns and without."""
    ways = ("red ABC 1 both", "red BD 1 both")
    through = make(*ways, own={"B": 3})
    services = make(*ways, services=["red ABC", "red CBA", "red ABD", "red DBA"], own={"B": 3})
    for by in CRITERIA:
        for network in (through, services):
            assert best(network, by, "AC") == (["Red ABC"], 2, 0, 2)
            assert best(network, by, "DA") == (["Red DBA"], 2, 0, 2)
        assert best(services, by, "CD") == (["Red CB", "Red BD"], 5, 1, 2)
        # Nothing is known of the trains of a line without services but that none goes straight back.
        assert best(through, by, "CD") == (["Red CBD"], 2, 0, 2)


def test_a_change_between_patterns_of_a_line_is_needed_only_if_no_train_runs_through() -> None:
    short = make("red ABCD 1", services=["red ABC", "red BCD"])
    legs, minutes, changes, stops = best(short, "minutes", "AD")
    assert legs in (["Red AB", "Red BCD"], ["Red ABC", "Red CD"])
    assert (minutes, changes, stops) == (8, 1, 3)
    whole = make("red ABCD 1", services=["red ABC", "red BCD", "red ABCD"])
    assert best(whole, "minutes", "AD") == (["Red ABCD"], 3, 0, 3)


def test_staying_seated_where_a_train_turns_round_is_not_a_change() -> None:
    """Red goes into a spur to C and out again before it continues to D."""
    spur = make("red ABC 1", "red CBD 1", services=["red ABCBD"])
    assert best(spur, "changes", "AD") == (["Red ABCBD"], 4, 0, 4)
    assert best(spur, "minutes", "AD") == (["Red ABCBD"], 4, 0, 4)
    assert best(spur, "stops", "AD") == (["Red AB", "Red BD"], 7, 1, 2)
    assert best(spur, "minutes", "AD", 1.5) == (["Red AB", "Red BD"], 3.5, 1, 2)


def test_a_loop_is_ridden_as_far_as_its_stopping_pattern_goes() -> None:
    ways = ("red ABCA 1", "red AD 1")
    assert best(make(*ways, services=["red ABCAD"]), "changes", "CD") == (["Red CAD"], 2, 0, 2)
    assert best(make(*ways, services=["red ABCAD"]), "changes", "BD") == (["Red BCAD"], 3, 0, 3)
    # The later of two calls at A is the one to board at.
    assert best(make(*ways, services=["red ABCAD"]), "minutes", "AD") == (["Red AD"], 1, 0, 1)
    # A train that ends at A goes no further.
    two = make(*ways, services=["red ABCA", "red AD"])
    assert best(two, "changes", "CD") == (["Red CA", "Red AD"], 7, 1, 2)
    assert best(two, "minutes", "CB") == (["Red CA", "Red AB"], 7, 1, 2)


def test_a_walk_is_a_stop_and_not_a_change() -> None:
    network = make("red AB 2", "blue CD 3", walks=["BC 4", "AD 20"], own={"C": 1, "B": 9})
    assert best(network, "minutes", "AD") == (["Red AB", "walk BC", "Blue CD"], 2 + 4 + 1 + 3, 1, 3)
    # On foot alone: no ride, no change, one stop.
    assert best(network, "changes", "AD") == best(network, "stops", "AD") == (["walk AD"], 20, 0, 1)
    # To the train and from it: no change at either end, also where changing has a time of its own.
    assert best(network, "minutes", "BD") == (["walk BC", "Blue CD"], 7, 0, 2)
    assert best(network, "minutes", "AC") == (["Red AB", "walk BC"], 6, 0, 2)


def test_two_walks_are_two_legs_and_two_stops() -> None:
    network = make("red ABC 9", walks=["AB 1", "BC 1.5", "AC 3"])
    assert best(network, "minutes", "AC") == (["walk AB", "walk BC"], 2.5, 0, 2)
    assert best(network, "stops", "AC") == (["walk AC"], 3, 0, 1)


def test_a_walk_is_not_preferred_to_a_ride_of_the_same_time() -> None:
    """With equal minutes and changes, the fewest stops decide, whether ridden or walked."""
    ridden = make("red AB 3", "blue ACB 9", walks=["AC 1", "CB 2"])
    assert best(ridden, "minutes", "AB") == (["Red AB"], 3, 0, 1)
    walked = make("red ACB 1.5", walks=["AB 3"])
    assert best(walked, "minutes", "AB") == (["walk AB"], 3, 0, 1)


def test_a_station_may_have_its_own_time_to_change() -> None:
    ways = ("red ABC 1", "blue BE 1", "green CE 1")
    assert best(make(*ways), "minutes", "AE") == (["Red AB", "Blue BE"], 7, 1, 2)
    assert best(make(*ways, own={"C": 2}), "minutes", "AE") == (["Red ABC", "Green CE"], 5, 1, 3)
    assert best(make(*ways, own={"B": 0.5, "C": 2}), "minutes", "AE") == (["Red AB", "Blue BE"], 2.5, 1, 2)
    assert best(make(*ways, own={"C": 2}), "minutes", "AE", 1) == (["Red AB", "Blue BE"], 3, 1, 2)


@pytest.mark.parametrize(
    ("change_minutes", "minutes"),
    [(5, 6), (4.5, 6), (3.5, 5.5)],  # red all the way is 6; over Chi it is 2 and a change
)
def test_a_change_is_weighed_against_a_detour(network: Network, change_minutes: float, minutes: float) -> None:
    assert best(network, "minutes", "ad", change_minutes)[1] == minutes


def test_fractions_of_a_minute_are_added_exactly() -> None:
    ten = make("red ABCDEFGHIJK 0.1", "blue AXK 0.5")
    assert best(ten, "minutes", "AK") == (["Blue AXK"], 1, 0, 2)  # also 10 times 0.1, which binary makes less than 1
    thirds = make(f"red ABCD {1 / 3}", "blue AXD 0.5")
    assert best(thirds, "minutes", "AD") == (["Blue AXD"], 1, 0, 2)
    seconds = make("red ABCD 0.33", "blue AXD 0.5")  # 20 seconds each
    assert best(seconds, "minutes", "AD") == (["Blue AXD"], 1, 0, 2)


def test_a_leg_has_line_direction_stations_and_minutes(network: Network) -> None:
    problem = route_problem(network, "minutes")
    names = ("enter Delta", "red Delta-Gamma", "red Gamma-Beta", "red Beta-Alpha", "red Alpha-Omega")
    route = build_itinerary(problem, states(problem, *names, "platform Omega", "leave Omega"))
    (leg,) = route.legs
    assert leg.line == network.lines[0]
    assert leg.direction == "Westbound"  # what the train shows where one boards; it continues as Southbound
    assert [station.name for station in leg.stations] == ["Delta", "Gamma", "Beta", "Alpha", "Omega"]
    assert (leg.minutes, leg.stops) == (7.5, 4)
    assert route.stations == leg.stations
    assert (route.minutes, route.stops, route.changes, route.rides) == (7.5, 4, 0, (leg,))


def test_a_leg_prints_on_one_line() -> None:
    ash, elm = Station("a", "Ash"), Station("e", "Elm")
    assert (
        repr(Leg(Line("r", "Red"), "North", (ash, elm, ash), 1.5, 0))
        == "<Leg Red, North: Ash to Ash, 2 stops, 1.5 minutes>"
    )
    assert repr(Leg(Line("r", "Red"), "", (ash, elm), None)) == "<Leg Red: Ash to Elm, 1 stop>"
    assert repr(Leg(None, "", (ash, elm), 2)) == "<Leg Walk: Ash to Elm, 1 stop, 2 minutes>"


def test_legs_show_the_directions_of_their_stopping_patterns() -> None:
    plain = make("red ABC 1", "blue CD 1", walks=["DA 2"])
    services = (StoppingPattern("1", "red", ("A", "B", "C"), "Cedar"),)
    network = Network("shown", plain.stations, plain.lines, plain.connections, services, plain.walks)
    problem = route_problem(network, "minutes")
    names = ("enter D", "enter A", "red A-B", "red B-C", "platform C", "blue C-D", "platform D", "leave D")
    route = build_itinerary(problem, states(problem, *names))
    assert [(leg.line and leg.line.name, leg.direction, leg.minutes) for leg in route.legs] == [
        (None, "", 2),
        ("Red", "Cedar", 2),
        ("Blue", "", 1),
    ]
    assert (route.minutes, route.changes, route.stops) == (2 + 2 + 5 + 1, 1, 4)
    assert [leg.line and leg.line.id for leg in route.rides] == ["red", "blue"]


def test_reboarding_the_same_line_is_a_change(network: Network) -> None:
    """It is never on a best route, but may be on one of a machine that errs."""
    problem = route_problem(network, "minutes")
    names = ("enter Alpha", "red Alpha-Beta", "platform Beta", "red Beta-Gamma", "platform Gamma", "leave Gamma")
    assert summary(build_itinerary(problem, states(problem, *names))) == (["Red ab", "Red bg"], 9, 1, 2)
