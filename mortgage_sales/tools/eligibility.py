"""Who may own a lead: the law and the lender's own limits, without the database."""

from dataclasses import dataclass, field

ARCHIVED = "archived"
NOT_AN_OFFICER = "not_an_officer"
OFF_TEAM = "off_team"
OTHER_COMPANY = "other_company"
COMPANY_UNLICENSED = "company_unlicensed"
UNLICENSED = "unlicensed"
PAUSED = "paused"
AWAY = "away"
CAPPED = "capped"


@dataclass(frozen=True)
class Officer:
    """A person a rule could choose, as he or she stands at one moment."""

    user_id: int
    is_active: bool = True
    is_officer: bool = True
    is_paused: bool = False
    is_away: bool = False
    cap: int = 0
    company_ids: frozenset = field(default_factory=frozenset)
    team_ids: frozenset = field(default_factory=frozenset)
    paused_team_ids: frozenset = field(default_factory=frozenset)
    # Company id: states licensed in under its sponsorship.
    states: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """What a lead asks of its owner; ``state`` is empty where none is known."""

    team_id: int
    company_id: int
    company_states: frozenset
    state: str = ""


def obstacle(officer, need):
    """Return the first thing that keeps ``officer`` from owning, or an empty text.

    The cap is not looked at: how many leads a person has is only known while nobody
    else is choosing.
    """
    if not officer.is_active:
        return ARCHIVED
    if not officer.is_officer:
        return NOT_AN_OFFICER
    if need.team_id not in officer.team_ids:
        return OFF_TEAM
    if need.company_id not in officer.company_ids:
        return OTHER_COMPANY
    return _license_obstacle(officer, need) or _pause_obstacle(officer, need)


def _license_obstacle(officer, need):
    # A person's license counts only where the company that sponsors it has one too.
    # Without a state any license will do; none at all will not.
    open_states = need.company_states
    if need.state:
        open_states = open_states & {need.state}
    if not open_states:
        return COMPANY_UNLICENSED
    if open_states.isdisjoint(officer.states.get(need.company_id, ())):
        return UNLICENSED
    return ""


def _pause_obstacle(officer, need):
    if officer.is_away:
        return AWAY
    is_paused = officer.is_paused or need.team_id in officer.paused_team_ids
    return PAUSED if is_paused else ""


@dataclass(frozen=True)
class Panel:
    """The people a rule could choose for a need: who may own, and why others not."""

    need: Need | None = None
    eligible: tuple = ()
    obstacles: dict = field(default_factory=dict)


def panel(officers, need):
    """Sort ``officers`` into those who may own and those who may not."""
    found = {officer.user_id: obstacle(officer, need) for officer in officers}
    return Panel(
        need=need,
        eligible=tuple(user_id for user_id, code in found.items() if not code),
        obstacles={user_id: code for user_id, code in found.items() if code},
    )
