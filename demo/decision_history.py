"""The way of one filed month to its end: who decided on which day, and what lapsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from accounts.models import Organization, User
from config.jalali import JalaliMonth, end_of_day_instant
from demo.production_patterns import Workshop
from review.deadlines import Clocks
from review.enums import DecisionKind, Mark
from review.models import Decision
from statistics.enums import IN_REVIEW, TRANSITIONS, Event, State
from statistics.obligation.rules import counts_until
from units.models import Licence

# A month's version once its four steps are green and nothing was filed yet.
READY = 5
REASON = "مقدار تولید ده برابر ماه پیش است؛ لطفاً آن را بازبینی کنید."
NEXT = TRANSITIONS[Event.APPROVE]


def filing_moment(member: Workshop, month: JalaliMonth) -> datetime:
    """Choose when a workshop files a month: by its habit, now and then late."""
    draw = member.draw(("day", month))
    day = draw.randint(11, 13) if draw.random() < 0.06 else draw.randint(1, 9)
    start = end_of_day_instant(month.last_day + timedelta(days=day - 1))
    return start + timedelta(hours=draw.randint(8, 19), minutes=draw.randint(0, 59))


@dataclass
class DecisionHistory:
    """Walks one case through its desks; `decisions` are not stored yet."""

    member: Workshop
    licence: Licence
    month: JalaliMonth
    officers: Mapping[int, User]
    clocks: Clocks
    decisions: list[Decision] = field(default_factory=list)
    version: int = READY
    round: int = 0
    due_at: datetime | None = None

    def walk(self) -> list[Decision]:
        """Walk from the first filing to the final decision."""
        draw = self.member.draw(("way", self.month))
        at = self._file(filing_moment(self.member, self.month), State.DRAFT)
        if self._returns(draw):
            notes = [f"production:{self.member.products()[0].code}"]
            officer = self.officers[self.licence.union_id]
            at = self._add(
                at + timedelta(days=1),
                DecisionKind.RETURNED,
                State.AT_UNION,
                State.RETURNED,
                actor=officer,
                organization=self.licence.union,
                due_at=self.due_at,
                counts_until=counts_until(
                    self.clocks.book, at + timedelta(days=1), self.licence.county.province_id
                ),
                correction_due=self.clocks.correction_due(
                    at + timedelta(days=1), self.licence.county.province_id
                ),
                reason=REASON,
                field_notes=notes,
            )
            # The corrected step was saved once more.
            self.version += 1
            at = self._file(at + timedelta(days=1), State.RETURNED)
        state = State.AT_UNION
        while state in IN_REVIEW:
            at = self._decide(state, at, draw)
            state = NEXT[state]
        return self.decisions

    def _returns(self, draw: Random) -> bool:
        filed = self.decisions[0].at
        early = filed < end_of_day_instant(self.month.last_day + timedelta(days=10))
        may = early and not self.member.idle(self.month) and self._officer(self.licence.union)
        return bool(draw.random() < 0.05 and may)

    def _file(self, at: datetime, before: State) -> datetime:
        self.round += 1
        return self._add(at, DecisionKind.FILED, before, State.AT_UNION, actor=self.member.holder)

    def _decide(self, state: State, at: datetime, draw: Random) -> datetime:
        """Decide at one desk, or let its clock run out; return when the case arrived next."""
        desk, due_at, onward = self._desk(state), self.due_at, NEXT[state]
        if desk.access_granted_at is None and state == State.AT_UNION:
            mark = Mark.NO_ACCESS
            return self._add(at, DecisionKind.SKIPPED, state, onward, organization=desk, mark=mark)
        officer = self._officer(desk)
        decided = at + timedelta(days=1, hours=draw.randint(0, 4), minutes=draw.randint(1, 59))
        # About one of five lapses all the same: people do not decide everything.
        if officer and due_at and decided < due_at and draw.random() < 0.82:
            kind = DecisionKind.APPROVED
            return self._add(
                decided, kind, state, onward, actor=officer, organization=desk, due_at=due_at
            )
        assert due_at is not None
        own = desk.pk in self.officers and officer is None
        return self._add(
            due_at,
            DecisionKind.LAPSED,
            state,
            onward,
            organization=desk,
            due_at=due_at,
            mark=Mark.OWN_CASE if own else Mark.NONE,
        )

    def _add(
        self, at: datetime, kind: DecisionKind, before: State, after: State, **facts: object
    ) -> datetime:
        self.version += 1
        self.decisions.append(
            Decision(
                round=self.round,
                version=self.version,
                kind=kind,
                from_state=before,
                to_state=after,
                at=at,
                **facts,
            )
        )
        province = self._desk(State.AT_PROVINCE).province_id
        assert province is not None
        # The clock of the desk where it arrives, as the workflow would have started it.
        self.due_at = self.clocks.due(after, at, province) if after in IN_REVIEW else None
        return at

    def _desk(self, state: State) -> Organization:
        return self.member.route(self.licence)[state]

    def _officer(self, desk: Organization) -> User | None:
        """Find who decides at a desk; nobody decides their own case."""
        officer = self.officers.get(desk.pk)
        return None if officer == self.member.holder else officer
