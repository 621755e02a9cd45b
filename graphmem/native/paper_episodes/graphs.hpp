// Graphs for traversal and shortest paths: the same as tasks/paper/sampling/twin/graphs.py draws.
#pragma once
#include <algorithm>
#include <numeric>
#include <vector>

#include "random.hpp"
#include "tables.hpp"

constexpr int near_stations = 3;  // a line goes to one of so many nearest stations

using Numbers = std::vector<int>;

struct Edge {
    int source, label, destination;
};

struct Graph {
    Numbers labels;                          // of each station
    std::vector<Edge> edges;                 // in the order in which a machine reads them
    std::vector<std::vector<Edge>> leaving;  // each station, in the same order

    Row row(const Edge& edge) const { return {labels[edge.source], edge.label, labels[edge.destination]}; }

    // Put the edges into random order.
    void finish(Stream& random) {
        random.shuffle(edges);
        leaving.assign(labels.size(), {});
        for (const Edge& edge : edges) leaving[edge.source].push_back(edge);
    }
};

inline Numbers count_up(int count) {
    Numbers numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

// At least `count` labels, with the fewest digits at each place that allow it, or with one more.
inline Numbers similar_labels(Stream& random, int count) {
    int size = 2;
    while (size * size * size < count) size++;
    size = std::min(size + random.below(2), 10);
    Numbers digits[3], labels;
    for (Numbers& some : digits) {
        some = count_up(10);
        for (int place = 0; place < size; place++) random.deal(some, place);
        some.resize(size);
    }
    for (int first : digits[0])
        for (int second : digits[1])
            for (int third : digits[2]) labels.push_back(100 * first + 10 * second + third);
    return labels;
}

// Whether the labels of a graph are similar.
inline bool draw_similar(Stream& random, double chance) { return chance > 0 && random.uniform() < chance; }

inline Numbers draw_labels(Stream& random, int count, bool similar) {
    Numbers labels = similar ? similar_labels(random, count) : count_up(num_labels);
    for (int place = 0; place < count; place++) random.deal(labels, place);
    labels.resize(count);
    return labels;
}

// Random points in the unit square.
class Points {
  public:
    Points(Stream& random, int count) : x_(count), y_(count) {
        for (int number = 0; number < count; number++) {
            x_[number] = random.uniform();
            y_[number] = random.uniform();
        }
    }

    // The `most` nearest other points of one of them, nearest first.
    Numbers nearest(int number, int most) const {
        std::vector<std::pair<double, int>> away;
        away.reserve(x_.size());
        for (int other = 0; other < int(x_.size()); other++) {
            double across = x_[other] - x_[number], along = y_[other] - y_[number];
            if (other != number) away.emplace_back(across * across + along * along, other);
        }
        most = std::min(most, int(away.size()));
        std::partial_sort(away.begin(), away.begin() + most, away.end());
        Numbers found(most);
        for (int place = 0; place < most; place++) found[place] = away[place].second;
        return found;
    }

  private:
    std::vector<double> x_, y_;
};

inline void draw_neighbours(Stream& random, const Stage& stage, Graph& graph) {
    int count = random.between(stage.stations);
    bool similar = draw_similar(random, stage.similar_labels);
    graph.labels = draw_labels(random, count, similar);
    Numbers edge_labels = draw_labels(random, count, similar);
    Points points(random, count);
    double chance = stage.parallel[0] + (stage.parallel[1] - stage.parallel[0]) * random.uniform();
    for (int station = 0; station < count; station++) {
        Numbers nearest = points.nearest(station, std::min(random.between(stage.out_degree), count - 1));
        int used = 0;
        for (int other : nearest) graph.edges.push_back({station, random.deal(edge_labels, used++), other});
        for (int other : nearest)
            while (used < count && random.uniform() < chance)
                graph.edges.push_back({station, random.deal(edge_labels, used++), other});
    }
    graph.finish(random);
}

class LineDrawing {
  public:
    LineDrawing(Stream& random, const Stage& stage, Graph& graph) : random_(random), stage_(stage), graph_(graph) {}

    bool draw() {
        int count = random_.between(stage_.stations);
        int tracks = random_.between((stage_.triples[0] + 1) / 2, stage_.triples[1] / 2);
        bool similar = draw_similar(random_, stage_.similar_labels);
        graph_.labels = draw_labels(random_, count, similar);
        Points points(random_, count);
        for (int station = 0; station < count; station++) nearest_.push_back(points.nearest(station, count - 1));
        Numbers line_labels = draw_labels(random_, 2 * tracks, similar);  // no line has less than one track
        degree_.assign(count, 0);
        joined_.resize(count);
        int lines = 0;
        for (int attempt = 0; attempt < 2 * tracks; attempt++) {
            int left = tracks - int(graph_.edges.size()) / 2;
            if (!left) break;
            Numbers line = draw_line(count, left + 1);
            for (size_t place = 1; place < line.size(); place++) {
                graph_.edges.push_back({line[place - 1], line_labels[2 * lines], line[place]});
                graph_.edges.push_back({line[place], line_labels[2 * lines + 1], line[place - 1]});
            }
            lines += line.size() > 1;
        }
        if (int(graph_.edges.size()) < 2 * tracks || std::count(degree_.begin(), degree_.end(), 0)) return false;
        graph_.finish(random_);
        return true;
    }

  private:
    Numbers draw_line(int count, int most_stops) {
        Numbers alone;
        for (int station = 0; station < count; station++)
            if (!degree_[station]) alone.push_back(station);
        Numbers line = {alone.empty() ? random_.below(count) : alone[random_.below(alone.size())]};
        int stops = std::min(random_.between(stage_.stops), most_stops);
        while (int(line.size()) < stops) {
            int here = line.back(), following = next_stop(line);
            if (following < 0) break;
            join(here, following);
            join(following, here);
            line.push_back(following);
        }
        return line;
    }

    void join(int station, int other) {
        degree_[station]++;
        Numbers& known = joined_[station];
        if (std::find(known.begin(), known.end(), other) == known.end()) known.push_back(other);
    }

    int next_stop(const Numbers& line) {
        int here = line.back();
        if (degree_[here] >= stage_.most_out_degree) return -1;
        Numbers options;
        if (random_.uniform() < stage_.shared) options = free_among(joined_[here], line, int(degree_.size()));
        if (options.empty()) options = free_among(nearest_[here], line, near_stations);
        return options.empty() ? -1 : options[random_.below(options.size())];
    }

    Numbers free_among(const Numbers& stations, const Numbers& line, int most) const {
        Numbers found;
        for (int station : stations) {
            if (int(found.size()) == most) break;
            bool full = degree_[station] >= stage_.most_out_degree;
            if (!full && std::find(line.begin(), line.end(), station) == line.end()) found.push_back(station);
        }
        return found;
    }

    Stream& random_;
    const Stage& stage_;
    Graph& graph_;
    std::vector<Numbers> nearest_, joined_;
    Numbers degree_;  // out-degree of each station
};

// Whether a graph could be drawn.
inline bool draw_graph(Stream& random, const Stage& stage, Graph& graph) {
    if (stage.graph == transit_lines) return LineDrawing(random, stage, graph).draw();
    draw_neighbours(random, stage, graph);
    return true;
}
