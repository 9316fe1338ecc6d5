"""Drawing from a model: compiled once, run as often as needed, with what tells whether to trust it.

Only this module and `models` need the extra; they are imported when a fit is asked for.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from myosotis.errors import InputError
from myosotis.evidence.design import Floats

Data = dict[str, Any]
NEEDED = ("numpyro", "jax")
_TRACING = threading.Lock()
"""NumPyro reads a model with a stack that all threads share."""


def require_extra() -> None:
    """Raises InputError with the way to install what a fit needs, where it is missing."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise InputError(
            "a fit needs the extra 'evidence', which is not installed: "
            "pip install 'myosotis[evidence]'"
        )


@dataclass(frozen=True)
class Draws:
    """What the sampler drew: parameters by name, draws in front; and how well it went."""

    values: dict[str, Floats]
    chains: int
    divergences: int
    largest_rhat: float
    smallest_ess: float

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    @property
    def size(self) -> int:
        """How many draws there are in all chains together."""
        return len(next(iter(self.values.values())))


class Sampler:
    """One model, its chains side by side. Data and prior widths may change between runs.

    The whole run is one compiled function: compiling takes longer than drawing, and a fit with
    other priors or without a study is then only another call.
    """

    def __init__(
        self,
        model: Callable[..., None],
        data: Data,
        *,
        draws: int,
        warmup: int,
        chains: int,
        accept: float,
    ) -> None:
        require_extra()
        import jax
        from jax import lax
        from jax.flatten_util import ravel_pytree
        from numpyro import handlers
        from numpyro.infer.hmc import hmc
        from numpyro.infer.util import constrain_fn, potential_energy

        # Double precision: small scales meet large counts, and single precision diverges there.
        jax.config.update("jax_enable_x64", True)

        with _TRACING:
            sites = handlers.trace(handlers.seed(model, 0)).get_trace(data, 1.0)
        # All parameters in one vector: what the sampler does once for each array, it does once.
        zeros = {
            name: np.zeros(np.shape(site["value"]))
            for name, site in sites.items()
            if site["type"] == "sample" and not site["is_observed"]
        }
        origin, unravel = ravel_pytree(zeros)

        def potential(data: Any, width: Any) -> Callable[[Any], Any]:
            return lambda place: potential_energy(model, (data, width), {}, unravel(place))

        start, step = hmc(potential_fn_gen=potential, algo="NUTS")

        def chain(key: Any, data: Any, width: Any) -> Any:
            first, rest = jax.random.split(key)
            begin = jax.random.uniform(first, origin.shape, float, -1.0, 1.0)
            state = start(
                begin, warmup, target_accept_prob=accept, model_args=(data, width), rng_key=rest
            )

            def draw(state: Any, _: Any) -> Any:
                state = step(state, (data, width))
                return state, (state.z, state.diverging)

            # One loop for warming up and drawing: the step is the large part to compile.
            _, (places, diverging) = lax.scan(draw, state, length=warmup + draws)

            def values(place: Any) -> Any:
                return constrain_fn(
                    model, (data, width), {}, unravel(place), return_deterministic=True
                )

            return jax.vmap(values)(places[warmup:]), diverging[warmup:]

        self._chains = chains
        with _TRACING:
            lowered = jax.jit(jax.vmap(chain, (0, None, None))).lower(self._keys(0), data, 1.0)
        self._run = lowered.compile()

    def _keys(self, seed: int) -> Any:
        import jax

        return jax.random.split(jax.random.PRNGKey(seed), self._chains)

    def run(self, data: Data, seed: int, width: float = 1.0) -> Draws:
        """Draw from the posterior of these data with priors of this width."""
        values, diverging = self._run(self._keys(seed), data, width)
        grouped = {name: np.asarray(found) for name, found in values.items()}
        rhat, ess = quality(grouped)
        flat = {name: found.reshape(-1, *found.shape[2:]) for name, found in grouped.items()}
        return Draws(flat, self._chains, int(np.asarray(diverging).sum()), rhat, ess)


def quality(grouped: dict[str, Any]) -> tuple[float, float]:
    """The largest R-hat and the smallest effective sample size over all parameters."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    rhats, sizes = [1.0], [float("inf")]
    with np.errstate(all="ignore"):
        for values in grouped.values():
            if np.ptp(values) > 0:
                rhats.append(float(np.nanmax(split_gelman_rubin(values))))
                sizes.append(float(np.nanmin(effective_sample_size(values))))
    return max(rhats), min(sizes)
