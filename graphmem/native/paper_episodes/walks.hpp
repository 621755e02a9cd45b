// Traversals and shortest paths: the same as tasks/paper/sampling/twin/traversal.py and shortest_path.py draw.
#pragma once
#include "graphs.hpp"

inline bool draw_traversal(Stream& random, const Stage& stage, Pool& pool) {
    Graph graph;
    if (!draw_graph(random, stage, graph)) return false;
    int length = random.between(stage.length), station = random.below(graph.labels.size());
    std::vector<Edge> walk;
    for (int number = 0; number < length; number++) {
        const std::vector<Edge>& options = graph.leaving[station];
        walk.push_back(options[random.below(options.size())]);
        station = walk.back().destination;
    }
    for (const Edge& edge : graph.edges) pool.describe(graph.row(edge));
    pool.ask(length);
    for (size_t number = 0; number < walk.size(); number++)
        pool.show({number ? blank : graph.labels[walk[0].source], walk[number].label, blank});
    for (const Edge& edge : walk) pool.give(graph.row(edge));
    pool.give(end_row);
    return true;
}

// Fewest edges from each station to the destination; -1 where there is no path.
inline Numbers distances(const Graph& graph, const std::vector<Numbers>& arriving, int destination) {
    Numbers distance(graph.labels.size(), -1), waiting = {destination};
    distance[destination] = 0;
    for (size_t place = 0; place < waiting.size(); place++) {
        int station = waiting[place];
        for (int source : arriving[station])
            if (distance[source] < 0) {
                distance[source] = distance[station] + 1;
                waiting.push_back(source);
            }
    }
    return distance;
}

// The places, among the edges that leave a station, of those that begin a shortest path, and of the others.
struct Split {
    Numbers right, wrong;

    Split(const Graph& graph, const Numbers& distance, int station) {
        const std::vector<Edge>& edges = graph.leaving[station];
        for (int place = 0; place < int(edges.size()); place++) {
            bool nearer = distance[edges[place].destination] == distance[station] - 1;
            (nearer ? right : wrong).push_back(place);
        }
    }
};

// Two stations, and how far each station is from the destination.
struct Question {
    int origin, destination;
    Numbers distance;
};

inline void walk_to(Stream& random, const Stage& stage, const Graph& graph, const Question& question, int planning,
                    Pool& pool) {
    const auto& [origin, destination, distance] = question;
    int length = distance[origin];
    pool.ask(length);
    pool.show({graph.labels[origin], blank, graph.labels[destination]});
    pool.plan(planning);
    Row before = nothing;
    std::vector<Option> options;
    for (int number = 0, station = origin; number < length + stage.spare && distance[station] > 0; number++) {
        Split split(graph, distance, station);
        int target = split.right[random.below(split.right.size())], chosen = target;
        if (random.uniform() < stage.deviation && !split.wrong.empty())
            chosen = split.wrong[random.below(split.wrong.size())];
        const std::vector<Edge>& edges = graph.leaving[station];
        options.clear();
        for (const Edge& edge : edges) options.push_back({graph.row(edge), false});
        for (int place : split.right) options[place].right = true;
        pool.choose(graph.row(edges[target]), before, options, chosen);
        before = graph.row(edges[chosen]);
        station = edges[chosen].destination;
    }
}

// Two stations at a distance of `length`; false if there are none that may be asked for.
inline bool draw_question(Stream& random, const Stage& stage, const Graph& graph,
                          const std::vector<Numbers>& arriving, int length, Question& question) {
    int count = int(graph.labels.size());
    Numbers destinations = count_up(count);
    random.shuffle(destinations);
    for (int destination : destinations) {
        Numbers distance = distances(graph, arriving, destination), origins;
        for (int station = 0; station < count; station++)
            if (distance[station] == length && !(stage.wrong_first && Split(graph, distance, station).wrong.empty()))
                origins.push_back(station);
        if (origins.empty()) continue;
        question = {origins[random.below(origins.size())], destination, distance};
        return true;
    }
    return false;
}

inline bool draw_paths(Stream& random, const Stage& stage, const Numbers& lengths, int planning, Pool& pool) {
    Graph graph;
    if (!draw_graph(random, stage, graph)) return false;
    std::vector<Numbers> arriving(graph.labels.size());
    for (const Edge& edge : graph.edges) arriving[edge.destination].push_back(edge.source);
    std::vector<Question> questions(lengths.size());
    for (size_t number = 0; number < lengths.size(); number++)
        if (!draw_question(random, stage, graph, arriving, lengths[number], questions[number])) return false;
    for (const Edge& edge : graph.edges) pool.describe(graph.row(edge));
    for (const Question& question : questions) walk_to(random, stage, graph, question, planning, pool);
    return true;
}
