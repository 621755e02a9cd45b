// Whole pools of episodes of the DNC paper's graph tasks, equal to those of tasks/paper/sampling/twin/, where the
// drawing is explained.  Compile with -ffp-contract=off, so that distances are the same as in Python.
#include <exception>
#include <memory>

#include "paper_episodes/relations.hpp"
#include "paper_episodes/walks.hpp"

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

constexpr int most_graphs = 1000;

bool draw_episode(Stream random, const Stage& stage, const Words& words, Pool& pool) {
    if (stage.task == traversal) {
        for (int attempt = 0; attempt < most_graphs; attempt++)
            if (draw_traversal(random, stage, pool)) return true;
    } else if (stage.task == shortest_path) {
        Numbers lengths = {random.between(stage.length)};
        int planning = random.between(stage.planning);
        if (stage.queries[1] > 1)
            for (int more = random.between(stage.queries); more > 1; more--)
                lengths.push_back(random.between(stage.length));
        for (int attempt = 0; attempt < most_graphs; attempt++)
            if (draw_paths(random, stage, lengths, planning, pool)) return true;
    } else {
        int queries = random.between(stage.queries), planning = random.between(stage.planning);
        Numbers asked = draw_words(random, stage, words, queries);
        for (int attempt = 0; attempt < most_graphs; attempt++)
            if (RelationDrawing(random, stage, words).draw(asked, planning, pool)) return true;
    }
    return false;
}

}  // namespace

// Draw one episode for each of the numbers of stages.  Returns the pool; null if a stage has nothing to ask, with its
// number in `failed`, or if there is no memory, with -1.
EXPORT Pool* draw_pool(uint64_t seed, const Stage* stages, const int64_t* numbers, int64_t count, const Words* words,
                       int64_t* failed) {
    *failed = -1;
    try {
        auto pool = std::make_unique<Pool>();
        for (int64_t place = 0; place < count; place++) {
            size_t steps = pool->steps.size(), options = pool->options.size(), queries = pool->queries.size();
            if (!draw_episode(Stream(seed, place), stages[numbers[place]], *words, *pool)) {
                *failed = numbers[place];
                return nullptr;
            }
            pool->counts.push_back(int32_t((pool->steps.size() - steps) / 9));
            pool->counts.push_back(int32_t((pool->options.size() - options) / 4));
            pool->counts.push_back(int32_t((pool->queries.size() - queries) / 2));
        }
        return pool.release();
    } catch (const std::exception&) {
        return nullptr;
    }
}

// The numbers in the tables of steps, options and queries.
EXPORT void pool_sizes(const Pool* pool, int64_t* sizes) {
    sizes[0] = int64_t(pool->steps.size());
    sizes[1] = int64_t(pool->options.size());
    sizes[2] = int64_t(pool->queries.size());
}

// Copy the tables, and free the pool.
EXPORT void take_pool(Pool* pool, int32_t* counts, int32_t* steps, int32_t* options, int32_t* queries) {
    std::copy(pool->counts.begin(), pool->counts.end(), counts);
    std::copy(pool->steps.begin(), pool->steps.end(), steps);
    std::copy(pool->options.begin(), pool->options.end(), options);
    std::copy(pool->queries.begin(), pool->queries.end(), queries);
    delete pool;
}
