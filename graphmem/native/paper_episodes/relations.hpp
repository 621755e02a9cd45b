// Words and the graphs in which they can be followed: the same as tasks/paper/sampling/twin/inference.py draws.
#pragma once
#include "graphs.hpp"

inline Numbers draw_words(Stream& random, const Stage& stage, const Words& words, int count) {
    Numbers found;
    while (int(found.size()) < count) {
        int64_t group = stage.first_group + random.below(stage.groups);
        int64_t first = words.starts[group], last = words.starts[group + 1];
        // Not by `below`, so that the episodes of published seeds stay as they are.
        auto place = int64_t(random.uniform() * double(last - first));
        found.push_back(words.labels[first + place]);
    }
    return found;
}

class RelationDrawing {
  public:
    RelationDrawing(Stream& random, const Stage& stage, const Words& words)
        : random_(random), stage_(stage), words_(words) {}

    // Whether all words can be followed in a random graph; if so, the episode.
    bool draw(const Numbers& asked, int planning, Pool& pool) {
        int count = random_.between(stage_.stations);
        Graph graph;
        graph.labels = draw_labels(random_, count, draw_similar(random_, stage_.similar_labels));
        Points points(random_, count);
        for (int station = 0; station < count; station++) {
            neighbours_.push_back(points.nearest(station, std::min(random_.between(stage_.out_degree), count - 1)));
            labels_.emplace_back(neighbours_.back().size(), unlabelled);
        }
        std::vector<std::pair<int, int>> ends;
        for (int word : asked) {
            Numbers stations = count_up(count);
            random_.shuffle(stations);
            int destination = -1;
            for (int station : stations) {
                destination = follow(word, station, stage_.partial ? planning : most_chain);
                if (destination < 0) continue;
                ends.emplace_back(station, destination);
                break;
            }
            if (destination < 0) return false;
        }
        label_the_rest();
        for (int station = 0; station < count; station++)
            for (size_t place = 0; place < labels_[station].size(); place++)
                graph.edges.push_back({station, labels_[station][place], neighbours_[station][place]});
        graph.finish(random_);
        for (const Edge& edge : graph.edges) pool.describe(graph.row(edge));
        for (size_t number = 0; number < asked.size(); number++) {
            int word = asked[number], origin = graph.labels[ends[number].first];
            pool.ask(words_.lengths[word], word);
            pool.show({origin, word, blank});
            pool.plan(planning);
            pool.give({origin, word, graph.labels[ends[number].second]});
        }
        return true;
    }

  private:
    static constexpr int unlabelled = -1;

    // Follow a word from a station; where no edge has the right label, one without a label gets it.  Returns the
    // station after `most` edges, or at the end; -1, and the labels as they were, if a station has neither.
    int follow(int word, int station, int most) {
        std::vector<std::pair<int, int>> labelled;
        int found = station;
        for (int step = 0; step < words_.lengths[word]; step++) {
            int edge = words_.chains[word * most_chain + step];
            Numbers& here = labels_[station];
            int place = int(std::find(here.begin(), here.end(), edge) - here.begin());
            if (place == int(here.size())) {
                Numbers free;
                for (int number = 0; number < int(here.size()); number++)
                    if (here[number] == unlabelled) free.push_back(number);
                if (free.empty()) {
                    for (const auto& [passed, number] : labelled) labels_[passed][number] = unlabelled;
                    return -1;
                }
                place = free[random_.below(free.size())];
                here[place] = edge;
                labelled.emplace_back(station, place);
            }
            station = neighbours_[station][place];
            if (step < most) found = station;
        }
        return found;
    }

    // Label the other edges; no station has more of them than there are labels.
    void label_the_rest() {
        std::vector<std::pair<int, int>> free;
        for (int station = 0; station < int(labels_.size()); station++)
            for (int place = 0; place < int(labels_[station].size()); place++)
                if (labels_[station][place] == unlabelled) free.emplace_back(station, place);
        random_.shuffle(free);
        for (const auto& [station, place] : free) {
            Numbers &here = labels_[station], options;
            for (int label = 0; label < num_relation_edges; label++)
                if (std::find(here.begin(), here.end(), label) == here.end()) options.push_back(label);
            here[place] = options[random_.below(options.size())];
        }
    }

    Stream& random_;
    const Stage& stage_;
    const Words& words_;
    std::vector<Numbers> neighbours_, labels_;  // of each station: where its edges lead, and their labels
};
