// What an episode is drawn from, and the tables that it is drawn into: see tasks/paper/sampling/pool.py.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

constexpr int blank = 1000, end_label = 0;
constexpr int num_labels = 1000, num_relation_edges = 10, most_chain = 5;

enum Task : int64_t { traversal, shortest_path, inference };
enum GraphKind : int64_t { nearest_neighbours, transit_lines };
enum Phase : int { description, query, planning, answer };

// The fields of a stage; those that its task or its kind of graph does not have are 0.
struct Stage {
    int64_t task, graph;
    int64_t stations[2], out_degree[2], triples[2], stops[2], most_out_degree;
    int64_t length[2], planning[2], queries[2], spare, wrong_first, partial;
    int64_t first_group, groups;  // of its words
    double parallel[2], shared, deviation, similar_labels;
};

// The words: group g has the words of one number of edges, from starts[g] to starts[g + 1].  The chain of a word is in
// row `word` of (450, 5) edges.
struct Words {
    const int64_t* starts;
    const int32_t* labels;
    const int32_t* chains;
    const int32_t* lengths;
};

using Row = std::array<int, 3>;
constexpr Row nothing = {blank, blank, blank};
constexpr Row end_row = {end_label, end_label, end_label};

struct Option {
    Row row;
    bool right;
};

struct Pool {
    std::vector<int32_t> counts, steps, options, queries;

    void describe(const Row& row) { step(description, row); }

    // A query follows: its steps, and then its planning.
    void ask(int length, int word = blank) { queries.insert(queries.end(), {length, word}); }
    void show(const Row& row) { step(query, row); }
    void plan(int steps) {
        for (int number = 0; number < steps; number++) step(planning, nothing);
    }

    void give(const Row& target) { step(answer, nothing, target); }
    void choose(const Row& target, const Row& shown, const std::vector<Option>& among, int chosen) {
        step(answer, shown, target, int(among.size()), chosen);
        for (const Option& option : among) {
            options.insert(options.end(), option.row.begin(), option.row.end());
            options.push_back(option.right);
        }
    }

  private:
    void step(Phase phase, const Row& shown, const Row& target = nothing, int among = 0, int chosen = -1) {
        steps.insert(steps.end(), {phase, shown[0], shown[1], shown[2], target[0], target[1], target[2], among, chosen});
    }
};
