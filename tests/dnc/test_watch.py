"""What is seen of an episode: phases, writes, reads and answers."""

import doctest
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graphmem.dnc import load_dnc
from graphmem.dnc import watch as module
from graphmem.dnc.questions import drawn_episode, network_episode
from graphmem.dnc.steps import MOST_TRIPLES, Read, Step, Watched
from graphmem.dnc.summary import summary
from graphmem.dnc.watch import watch
from graphmem.errors import UsageError
from graphmem.networks import load_network
from graphmem.tasks.paper import PAPER_TASKS, Fact
from graphmem.tasks.paper.inference import follow_chain
from graphmem.tasks.paper.sampling import InferenceStage, RelationGraphs, Sampler, practice_words

from .tiny import tiny


@pytest.fixture(scope="module")
def traversal() -> Watched:
    rng = np.random.default_rng(1)
    return watch(load_dnc("traversal"), drawn_episode("traversal", rng, 4), rng)


def test_every_step_has_its_phase_and_its_input(traversal: Watched) -> None:
    facts, (query,) = traversal.episode.graph.facts, traversal.episode.queries
    phases = [step.phase for step in traversal.steps]
    assert phases == ["description"] * 12 + ["query"] * 4 + ["answer"] * 5
    assert [step.number for step in traversal.steps] == list(range(21))
    assert tuple(step.shown for step in traversal.phase("description")) == facts
    assert tuple(step.shown for step in traversal.phase("query")) == query.steps
    assert {step.shown for step in traversal.phase("answer")} == {Fact()}
    assert [step.right for step in traversal.phase("answer")] == [(fact,) for fact in query.answer]
    assert traversal.phase("planning") == ()


def test_the_shipped_dnc_keeps_each_triple_in_a_slot_of_its_own_and_answers_right(traversal: Watched) -> None:
    slots = {step.write.slot for step in traversal.phase("description") if step.write.counts}
    assert len(slots) == 12
    assert all(step.write.allocation > 0.5 for step in traversal.phase("description"))
    assert all(step.correct for step in traversal.phase("answer"))


def test_reads_and_writes_are_those_of_the_recording(traversal: Watched) -> None:
    recording = traversal.recording
    for step in traversal.steps:
        assert step.write.weight == recording.write_weighting[step.number, 0].max()
        assert traversal.order[step.write.slot] == recording.write_weighting[step.number, 0].argmax()
        assert step.write.gate == recording.write_gate[step.number, 0]
        for head, read in enumerate(step.reads):
            assert read.weight == recording.read_weightings[step.number, 0, head].max()
            # several slots may have the greatest weight
            assert read.weight == recording.read_weightings[step.number, 0, head, traversal.order[read.slot]]
            assert read.strength == recording.read_strengths[step.number, 0, head]
            assert read.modes == tuple(recording.read_modes[step.number, 0, head].tolist())
            whole = recording.read_weightings[step.number, 0, head]
            assert all(whole[traversal.order[slot]] == weight >= 0.1 for slot, weight in read.mixture)
            assert [weight for _, weight in read.mixture] == sorted(
                (weight for _, weight in read.mixture), reverse=True
            )
            assert not read.counts or read.mixture[0] == (read.slot, read.weight)
            earlier = [one for one in traversal.steps[: step.number + 1] if one.write.counts]
            writers = [one.number for one in earlier if one.write.slot == read.slot]
            assert read.written == (writers[-1] if writers else None)


def test_slots_are_numbered_in_the_order_in_which_they_are_first_written(traversal: Watched) -> None:
    slots = list(dict.fromkeys(step.write.slot for step in traversal.steps if step.write.counts))
    assert slots == list(range(len(slots)))
    assert len(slots) >= 12
    assert sorted(traversal.order) == list(range(traversal.slots))


def test_modes_are_in_the_order_of_the_interface() -> None:
    for place, mode in enumerate(("backward", "content", "forward")):
        modes = (0.8 * (place == 0) + 0.1, 0.8 * (place == 1) + 0.1, 0.8 * (place == 2) + 0.1)
        assert Read(0, 1.0, modes, 1.0, 0).mode == mode


def test_a_mixture_of_slots_is_no_read() -> None:
    modes = (0.0, 1.0, 0.0)
    assert Read(0, 0.6, modes, 1.0, 3).counts
    assert not Read(0, 0.4, modes, 1.0, 3).counts
    assert not Read(0, 0.9, modes, 1.0, None).counts, "nothing was written there"
    assert Read(0, 0.4, modes, 1.0, 3, ((0, 0.4), (2, 0.3))).mixes
    assert not Read(0, 0.4, modes, 1.0, 3, ((0, 0.4),)).mixes, "most of the weighting is spread over many slots"
    assert not Read(0, 0.6, modes, 1.0, 3, ((0, 0.6), (2, 0.3))).mixes


def test_a_walk_is_the_machines_own(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    watched = watch(tiny(tmp_path, "shortest_path"), drawn_episode("shortest_path", rng), rng)
    answers = watched.phase("answer")
    assert len(watched.phase("planning")) == 10
    assert [step.shown for step in answers] == [Fact(), *(step.answer for step in answers[:-1])]
    goal = PAPER_TASKS["shortest_path"].goal_of(watched.episode)
    for step in answers:
        assert step.answer is not None
        assert step.right == goal.first_steps(step.answer.source)
        assert step.correct == (step.answer in step.right)


def test_a_long_description_is_cut_to_what_is_read() -> None:
    rng = np.random.default_rng(0)
    _, episode = network_episode(load_network("london_zone1_interchanges"), rng, edges=3)
    watched = watch(load_dnc("traversal"), episode, rng)
    assert all(step.correct for step in watched.phase("answer"))
    shown = [step.shown for step in watched.shown_steps() if step.phase == "description"]
    assert set(episode.queries[0].answer[:-1]) <= set(shown)
    assert len(shown) < MOST_TRIPLES < len(watched.phase("description"))
    assert watched.shown_steps()[len(shown) :] == watched.steps[len(episode.graph.facts) :]


def test_a_recording_that_would_fill_the_memory_is_refused() -> None:
    rng = np.random.default_rng(0)
    _, episode = network_episode(load_network("london_underground"), rng, edges=2)
    with pytest.raises(UsageError, match=r"^Watching an episode of 7\d\d triples needs 1\.\d GB; choose a smaller"):
        watch(load_dnc("traversal"), episode, rng)


def test_the_summary_counts(traversal: Watched) -> None:
    description, query, answer, right = summary(traversal)
    assert description.startswith("Description, 12 steps: every step writes, each to a slot of its own, by allocation")
    assert query.startswith("Query, 4 steps: ")
    reads = [read for step in traversal.phase("answer") for read in step.reads]
    forward = sum(
        any(read.counts and read.mode == "forward" for read in step.reads) for step in traversal.phase("answer")
    )
    assert reads
    assert f"Steps in which a head follows the forward links: {forward} of 5." in answer
    assert right == "Right answers: 5 of 5."


def test_the_summary_says_what_a_relation_stands_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    episode = drawn_episode("inference", rng, 3)
    (query,) = episode.queries
    first, *_, right = summary(watch(tiny(tmp_path, "inference"), episode, rng))
    chain = [int(number) for number in re.findall(r"\d+", first)]
    assert (
        first == f"Relation {chain[0]} stands for the edges {chain[1]}, {chain[2]} and {chain[3]}, one after another."
    )
    assert chain[0] == query.steps[0].edge
    assert follow_chain(episode.graph, query.steps[0].source, chain[1:]) == query.answer[0].destination
    assert right.startswith("Right answers: ")


def test_the_summary_says_what_a_practice_word_stands_for(tmp_path: Path) -> None:
    words = (3, practice_words((3,))[3])  # the edge 3, once and three times
    stages = [InferenceStage(RelationGraphs((6, 6), (3, 3)), (word,), (1, 1)) for word in words]
    (batch,) = Sampler(stages).draw(0, np.arange(2), 2)
    dnc, rng = tiny(tmp_path, "inference"), np.random.default_rng(0)
    said = {summary(watch(dnc, episode, rng))[0] for episode in batch.episodes()}
    assert said == {
        f"Relation {words[0]} stands for the edge 3.",
        f"Relation {words[1]} stands for the edges 3, 3 and 3, one after another.",
    }


def test_the_summary_of_a_walk_says_nothing_about_relations(traversal: Watched) -> None:
    assert not any("stands for" in sentence for sentence in summary(traversal))


def test_the_summary_of_a_machine_that_does_nothing(traversal: Watched) -> None:
    def idle(step: Step) -> Step:
        reads = tuple(read._replace(weight=0.0, mixture=()) for read in step.reads)
        return step._replace(write=step.write._replace(weight=0.0), reads=reads, answer=step.answer and Fact(1, 2, 3))

    _, query, answer, right = summary(replace(traversal, steps=tuple(map(idle, traversal.steps))))
    assert query == (
        "Query, 4 steps: nothing is written. No head reads a slot. "
        "Steps in which a head reads the very triple that belongs in the answer: 0 of 4."
    )
    assert answer.endswith("Steps in which a head follows the forward links: 0 of 5.")
    assert right == "Right answers: 0 of 5."


def test_the_summary_counts_mixtures(traversal: Watched) -> None:
    mixed = Read(3, 0.4, (0.9, 0.1, 0.0), 1.0, 3, ((3, 0.4), (5, 0.3)))
    steps = tuple(step._replace(reads=(mixed, *step.reads[1:])) for step in traversal.steps)
    assert "Head 1 reads a few slots together in 4 steps." in summary(replace(traversal, steps=steps))[1]


def test_the_docstring_shows_an_example_that_runs() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted
