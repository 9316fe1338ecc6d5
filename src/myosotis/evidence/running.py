"""A whole fit: each kind of outcome by itself, first every arm, then the randomised comparisons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from threading import Lock

import numpy as np

from myosotis.errors import InputError
from myosotis.evidence.design import ArmsDesign, TrialsDesign, design_arms, design_trials
from myosotis.evidence.leaving import LeftOut, leave_out_arms, leave_out_trials
from myosotis.evidence.sampling import Draws, Sampler, require_extra
from myosotis.evidence.selecting import Selection, select
from myosotis.evidence.settings import MODEL, Settings
from myosotis.evidence.summarising import (
    arms_effects,
    arms_estimates,
    arms_fitted,
    arms_inside,
    largest_move,
    prior_share,
    trials_estimates,
    trials_inside,
)
from myosotis.knowledge.schema import Arm, Diagnostics, Estimate, EvidencePathway, Posterior, Share

Progress = Callable[[str, int, int], None]
"""Told what was done, how many steps are done, and how many there are."""

SOFTWARE = ("numpyro", "jax", "numpy")
NARROW, WIDE = 0.5, 2.0
AT_ONCE = 2
STEPS = 3
"""The steps of one model that progress counts: the fit, the priors, the studies left out."""


@dataclass(frozen=True)
class Fit:
    """What a fit gives: the summaries, the arms that it used, and what it makes of each."""

    posterior: Posterior
    selection: Selection
    fitted: dict[str, Share]


def fit(
    arms: Sequence[Arm],
    pathway: EvidencePathway,
    settings: Settings | None = None,
    *,
    unchecked: bool = False,
    kind: str = "",
    progress: Progress = lambda what, done, total: None,
) -> Fit:
    """What the arms add up to. Takes minutes; the same seed and software give the same numbers.

    Raises InputError where the extra is not installed or no kind of outcome has enough arms.
    """
    require_extra()
    chosen = settings or Settings()
    selection = select(arms, pathway, unchecked=unchecked, kind=kind)
    designs = list(_designs(selection, pathway))
    if not designs:
        raise InputError("no kind of outcome has enough arms with counts to fit a model to")
    steps = _Steps(progress, STEPS * len(designs))
    # Two at a time: a sampler keeps one core busy, and compiling another.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = list(pool.map(lambda design: _Run(design, chosen, steps), designs))
    posterior = Posterior(
        model=MODEL,
        seed=chosen.seed,
        arms_hash=selection.hash,
        software={name: version(name) for name in SOFTWARE},
        left_out=selection.left_out,
        diagnostics=tuple(run.diagnostics for run in runs),
        estimates=tuple(estimate for run in runs for estimate in run.estimates),
    )
    fitted = {arm: share for run in runs for arm, share in run.fitted.items()}
    return Fit(posterior, selection, fitted)


def _designs(selection: Selection, pathway: EvidencePathway) -> Iterator[ArmsDesign | TrialsDesign]:
    apart = [group.id for group in pathway.groups if group.apart]
    references = {one.id: one.reference for one in pathway.kinds}
    for kind, rows in selection.kinds.items():
        reference = references[kind] or rows[0].outcome
        yield design_arms(kind, reference, rows, apart)
        trials = design_trials(kind, reference, rows, apart, pathway.background)
        if trials is not None and len(set(trials.comparison)) > 1:
            yield trials


class _Steps:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0
        self._lock = Lock()

    def done(self, what: str) -> None:
        with self._lock:
            self._done += 1
            self._progress(what, self._done, self._total)


class _Run:
    """One model: fitted, summarised and checked."""

    def __init__(
        self, design: ArmsDesign | TrialsDesign, settings: Settings, steps: _Steps
    ) -> None:
        from myosotis.evidence.models import arms_model, trials_model

        self.design = design
        self.seed = settings.seed
        self.data = design.data()
        self.settings = settings
        is_arms = isinstance(design, ArmsDesign)
        model = arms_model(design) if isinstance(design, ArmsDesign) else trials_model(design)
        basis = "all arms" if is_arms else "randomised comparisons"
        self.sampler = Sampler(
            model,
            self.data,
            draws=settings.draws,
            warmup=settings.warmup,
            chains=settings.chains,
            accept=settings.accept,
        )
        draws = self.sampler.run(self.data, self.seed)
        self.estimates = self._estimates(draws, ahead=True)
        self.fitted = arms_fitted(draws, design) if isinstance(design, ArmsDesign) else {}
        steps.done(f"{design.kind}, {basis}: fitted")
        moved, left = None, None
        if settings.checks:
            moved = self._moved()
        steps.done(f"{design.kind}, {basis}: with other priors")
        if settings.checks:
            left = self._left_out(draws)
        steps.done(f"{design.kind}, {basis}: without each study")
        self.diagnostics = self._diagnostics(draws, moved, left)

    def _estimates(self, draws: Draws, ahead: bool = False) -> tuple[Estimate, ...]:
        if isinstance(self.design, ArmsDesign):
            return arms_estimates(draws, self.design, self.seed, ahead=ahead)
        return trials_estimates(draws, self.design)

    def _moved(self) -> int:
        others = [
            self._estimates(self.sampler.run(self.data, self.seed, width))
            for width in (NARROW, WIDE)
        ]
        return largest_move(self.estimates, others)

    def _left_out(self, draws: Draws) -> LeftOut:
        if isinstance(self.design, ArmsDesign):
            return leave_out_arms(draws, self.design, self._without)
        return leave_out_trials(draws, self.design, self._without)

    def _without(self, places: Sequence[int]) -> Draws:
        # No patients: the shapes stay, so that nothing is compiled anew, and the row says nothing.
        kept = np.ones(len(self.design.rows), dtype=np.int64)
        kept[list(places)] = 0
        data = {**self.data, "n": self.data["n"] * kept, "y": self.data["y"] * kept}
        return self.sampler.run(data, self.seed)

    def _prior(self) -> Share | None:
        if not isinstance(self.design, ArmsDesign):
            return None
        zero = np.zeros(len(self.design.rows), dtype=np.int64)
        draws = self.sampler.run({**self.data, "n": zero, "y": zero}, self.seed)
        return prior_share(draws, self.design, self.seed)

    def _diagnostics(self, draws: Draws, moved: int | None, left: LeftOut | None) -> Diagnostics:
        design, rows = self.design, self.design.rows
        is_arms = isinstance(design, ArmsDesign)
        inside = (
            arms_inside(draws, design)
            if isinstance(design, ArmsDesign)
            else trials_inside(draws, design)
        )
        return Diagnostics(
            kind=design.kind,
            basis="arms" if is_arms else "randomised",
            arms=len(rows),
            studies=len({row.study for row in rows}),
            patients=sum(row.n for row in rows),
            adjusted=isinstance(design, ArmsDesign) and design.adjusted,
            chains=draws.chains,
            draws=draws.size,
            divergences=draws.divergences,
            largest_rhat=Decimal(f"{draws.largest_rhat:.4f}"),
            smallest_ess=int(draws.smallest_ess),
            inside_predictive=Decimal(f"{inside:.3f}"),
            left_out=None if left is None else Decimal(f"{left.share:.3f}"),
            refitted=None if left is None else left.refitted,
            prior_range=self._prior() if self.settings.checks else None,
            most_sensitive=moved,
            effects=arms_effects(draws, design) if isinstance(design, ArmsDesign) else (),
        )
