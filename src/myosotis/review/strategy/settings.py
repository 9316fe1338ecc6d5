"""What is treated: the organs whose inflammation is confirmed, and the forms of their disease."""

from __future__ import annotations

from dataclasses import dataclass

from myosotis.knowledge.schema import Setting
from myosotis.logic import Truth
from myosotis.review.activity import CheckedOrgans
from myosotis.review.model import Activity
from myosotis.review.view import View


@dataclass(frozen=True)
class Treated:
    """A setting of this patient; ``certain`` where it is shown, otherwise not excluded."""

    setting: Setting
    certain: bool

    @property
    def urgent(self) -> bool:
        """Whether its options are open while the gate is closed."""
        return self.certain and bool(self.setting.flags)


def treated_settings(view: View, activity: Activity, organs: CheckedOrgans) -> tuple[Treated, ...]:
    """The settings that are shown, and those of which something is recorded that leaves them open.

    Where none is shown, every organ that is not excluded: what is not recorded is not absent. An
    organ rule that was not checked in a source does not narrow the list.
    """
    states = {one.id: _state(view, one, organs) for one in view.base.strategy.settings}
    found = [
        Treated(one, states[one.id] is Truth.YES)
        for one in view.base.strategy.settings
        if states[one.id] is not Truth.NO
    ]
    certain = [one for one in found if one.certain]
    replaced = {one.setting.instead_of for one in certain}
    return tuple(
        one
        for one in found
        if one.setting.id not in replaced
        and (
            one.certain
            or _seen(view, one.setting, activity)
            or (not certain and one.setting.organ is not None)
        )
    )


def _state(view: View, setting: Setting, organs: CheckedOrgans) -> Truth:
    if setting.flags:
        return _flagged(view, setting)
    narrowed = view.truth(setting.if_) if setting.if_ else Truth.YES
    if setting.organ is None or narrowed is Truth.NO:
        return narrowed
    # The organ's inflammation decides; what narrows it only ever excludes.
    if setting.organ in organs.inflamed:
        return Truth.YES
    return Truth.NO if setting.organ in organs.quiet else Truth.UNKNOWN


def _flagged(view: View, setting: Setting) -> Truth:
    """Whether a red flag of the setting holds; one that was not checked leaves it open."""
    flags = [flag for flag in view.base.urgent.red_flags if flag.id in setting.flags]
    truths = [(view.truth(flag.if_), flag.checked != "no") for flag in flags]
    certain = any(truth is Truth.YES and checked for truth, checked in truths)
    return Truth.of(certain, any(truth is not Truth.NO for truth, _ in truths))


def _seen(view: View, setting: Setting, activity: Activity) -> bool:
    """Whether anything current is recorded that bears on a setting."""
    if setting.organ is not None:
        return activity.organs[setting.organ].data
    flags = [flag.if_ for flag in view.base.urgent.red_flags if flag.id in setting.flags]
    rules = [view.book.rule(text) for text in (*flags, setting.if_) if text]
    names = {name for rule in rules for name in rule.inputs if "." not in name}
    return any(name in view.environment and name not in view.extra for name in names)
