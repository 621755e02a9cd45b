"""The training loop: draw, update, advance the curriculum, evaluate, restart; a saved state resumes exactly.

What differs between machines and tasks is in a ``TrainingPlan``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic

import torch
from torch import Tensor, nn

from .plan import Batch, Evaluation, TrainingPlan
from .progress import Budget, Progress, is_due
from .state import check_fit, complete_state, load_generator, load_optimizer, optimizer_tensors, within


class Trainer(Generic[Batch]):
    """Trains one machine from scratch, by its plan.

    Args:
        plan: what to train, and how.
    """

    def __init__(self, plan: TrainingPlan[Batch]) -> None:
        self.plan = plan
        self.progress = Progress()
        self.best: dict[str, Tensor] = {}
        self.current = plan.start(0)
        self._figures: dict[str, float] = {}

    @property
    def module(self) -> nn.Module:
        """The module that is trained; a fresh start replaces it."""
        return self.current.trainable.module

    @property
    def weights(self) -> dict[str, Tensor]:
        """The weights to keep: those of the best evaluation, or the last ones before the first evaluation."""
        return self.best or self.module.state_dict()

    @property
    def passed(self) -> bool:
        """Whether training has ended with an evaluation that was answered without error."""
        evaluation = self.plan.evaluation
        return evaluation is not None and evaluation.ends and self.progress.best == 1.0

    @property
    def finished(self) -> bool:
        """Whether an evaluation was passed, all episodes have been seen, or the plan has another end."""
        return self.passed or self.progress.examples >= self.plan.max_examples or self.plan.ended(self.progress)

    def run(
        self,
        budget: Budget,
        *,
        clock: Callable[[], float] = time.process_time,
        after_update: Callable[[int], None] = lambda before: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Train until the run is finished, its budget is used up, or it is stopped.

        Args:
            budget: what the run may use, with all sessions before.
            clock: what time is measured by.
            after_update: called after every update with the number of updates before it.
            stopped: asked before every update.
        """
        progress = self.progress
        begun, before = clock(), progress.seconds
        while not (self.finished or stopped()) and budget.used(progress) < 1:
            updates = progress.update
            self.update()
            progress.seconds = before + clock() - begun
            after_update(updates)

    def update(self) -> None:
        """Train on the batches of one draw; check the curriculum, evaluate and start again where that is due."""
        plan, progress, now = self.plan, self.progress, self.current
        if plan.rate:
            for group in now.optimizer.param_groups:
                group["lr"] = plan.rate(progress)
        updates, since_start, stage = progress.update, progress.since_start, progress.stage
        for batch in plan.draw(now.rng, progress):
            self._step(batch)
        plan.gate.check(updates, progress, now.trainable, now.rng)
        if progress.stage == stage and plan.overdue(progress):
            progress.stage += 1
            progress.correct = progress.asked = 0
            progress.accuracy = 0.0
        if progress.stage != stage:
            progress.stage_began = progress.examples
        if plan.evaluation:
            due = is_due(plan.evaluation.every, since_start, progress.since_start)
            if (due and progress.stage >= plan.evaluation.from_stage) or plan.ended(progress):
                self._evaluate(plan.evaluation)
        if plan.given_up(progress) and not self.finished:
            progress.start += 1
            progress.stage_began = progress.examples
            progress.since_start = progress.stage = progress.correct = progress.asked = 0
            progress.accuracy = 0.0
            self.current = plan.start(progress.start)

    def _step(self, batch: Batch) -> None:
        progress, now = self.progress, self.current
        result = now.trainable.training_step(batch, now.rng)
        now.optimizer.zero_grad()
        result.loss.backward()  # type: ignore[no-untyped-call]  # torch's backward is
        norm = nn.utils.clip_grad_norm_(now.trainable.module.parameters(), self.plan.gradient_norm)
        if torch.isfinite(norm):  # otherwise the batch is skipped
            now.optimizer.step()
        self.plan.gate.observe(progress, result.correct)
        progress.update += 1
        progress.since_start += 1
        progress.examples += self.plan.batch_size
        progress.questions += len(result.correct)
        if torch.isfinite(result.loss):  # one that is not would stay in the mean for ever
            progress.loss += (float(result.loss.detach()) - progress.loss) / min(progress.update, 100)
        self._figures = dict(result.figures)

    def _evaluate(self, evaluation: Evaluation) -> None:
        progress = self.progress
        with torch.no_grad():
            progress.score = evaluation.score(self.current.trainable)
        if progress.score > progress.best:
            progress.best = progress.score
            self.best = {name: value.detach().clone() for name, value in self.module.state_dict().items()}
        self.current.extra.after_evaluation(progress)

    def load_best(self) -> None:
        """Give the module the weights of the best evaluation, if there was one."""
        self.module.load_state_dict(self.weights)

    def figures(self) -> dict[str, float]:
        """One line of the log: the progress, and what the trainable adds for the last batch."""
        return self.progress.figures() | self._figures

    def state(self) -> tuple[dict[str, Any], dict[str, Tensor]]:
        """All that a run needs to go on as if it had not stopped: plain values, and tensors."""
        now = self.current
        tensors = {f"machine.{name}": value for name, value in self.module.state_dict().items()}
        tensors |= {f"best.{name}": value for name, value in self.best.items()}
        tensors |= {f"extra.{name}": value for name, value in now.extra.tensors().items()}
        moments = optimizer_tensors(now.optimizer, "optimizer.")
        values = {
            "settings": self.plan.settings.as_dict(),
            "progress": vars(self.progress),
            "episodes": now.rng.bit_generator.state,
            "moments": sorted(moments),
        }
        return values, tensors | moments

    def load_state(self, values: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        """Go on from ``state``.

        Raises:
            CheckpointError: if the machine has other weights than the saved one, or something is missing or damaged.
        """
        with complete_state():
            self.progress = progress = Progress.from_dict(values["progress"])
            range(self.plan.gate.num_stages)[progress.stage]
            now, fresh = self.current, self.module.state_dict()
            weights, self.best = within(tensors, "machine."), within(tensors, "best.")
            if bool(self.best) != (progress.best >= 0):
                raise ValueError("the best weights and their score do not belong together")
            for kept in filter(None, (weights, self.best)):
                check_fit(kept, fresh)
            self.module.load_state_dict(weights)
            if values["moments"] != sorted(name for name in tensors if name.startswith("optimizer.")):
                raise ValueError("the state of the optimizer is incomplete")
            load_optimizer(now.optimizer, tensors, "optimizer.")
            now.rng = load_generator(values["episodes"])
            now.extra.load_tensors(within(tensors, "extra."))
