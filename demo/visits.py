"""Visits of the plastics union's workshops, one at every stage, by the portal's own services."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import Organization, User
from config.jalali import JalaliMonth, tehran_day
from demo.scenarios import moment
from review.models import Visit
from review.visit_enums import QuestionMeaning, VisitReason
from review.visits.photo_services import add_photo
from review.visits.plan_queries import products_of
from review.visits.plan_services import PlanTerms, cancel, plan
from review.visits.queries import case_of, questionnaire_for, questions_of
from review.visits.questionnaire_services import FIRST_QUESTIONS, make_questionnaire
from review.visits.report_services import PostedReport, save
from review.visits.second_look_services import confirm, send_back
from statistics.enums import State
from statistics.figures import filed_figures
from units.models import Unit

# A grey tile: of a photograph the demonstration shows that it is there.
_TILE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR42mOYMIFhwgQABsYCQb+S"
    "KBQAAAAASUVORK5CYII="
)
_SAID = "کارگاه با همهٔ دستگاه‌ها کار می‌کرد و دفتر فروش دیده شد."
_DOUBTED = "انبار خالی بود و دفتر فروش، کمتر از رقم اعلام‌شده را نشان می‌داد."


def visit_units(now: datetime) -> None:
    """Let the office write the form, then the union and the province visit.

    Of the first workshops one visit is confirmed, one doubtful with what it proposes, one waits for
    the head, one came back, one is late, one lies ahead, one was given up.
    """
    people = User.objects.in_bulk(["union", "province", "head", "stats"], field_name="username")
    begun = moment(now, 60)
    make_questionnaire(
        people["stats"],
        "فرم نخست",
        tehran_day(begun),
        "نامهٔ ۶۰/۱۲۳۴۵ معاونت طرح و برنامه",
        FIRST_QUESTIONS,
        begun,
    )
    story = _Story(people, now)
    story.confirmed(moment(now, 24))
    story.doubtful(moment(now, 12))
    story.waiting(moment(now, 2))
    story.returned(moment(now, 5))
    story.late(moment(now, 6))
    story.ahead()
    story.given_up()


class _Story:
    """The visits of one union and its province, each of another workshop."""

    def __init__(self, people: dict[str, User], now: datetime) -> None:
        self.people, self.now = people, now
        self.union = authority_of(people["union"]).organizations(Permission.DECIDE)[0]
        self.province = Organization.objects.get(code="03")
        self.units = self._workshops()

    def _workshops(self) -> Iterator[Unit]:
        # The account «unit» sees the first confirmed one as its owner.
        filed = Unit.objects.filter(union=self.union, closed_on=None, submissions__isnull=False)
        return iter(filed.distinct().order_by("pk"))

    def confirmed(self, at: datetime) -> None:
        visit = self._written(at, finding="sound", summary=_SAID)
        confirm(self.people["head"], visit.pk, visit.version, at + timedelta(hours=20))

    def doubtful(self, at: datetime) -> None:
        visit = self._written(at, finding="doubtful", summary=_DOUBTED, odd=True)
        confirm(self.people["head"], visit.pk, visit.version, at + timedelta(hours=22))

    def waiting(self, at: datetime) -> None:
        self._written(at, finding="sound", summary=_SAID)

    def returned(self, at: datetime) -> None:
        visit = self._written(at, finding="sound", summary=_SAID)
        back = at + timedelta(hours=8)
        send_back(self.people["head"], visit.pk, "عکس تابلو پیوست نشده است", visit.version, back)

    def late(self, at: datetime) -> None:
        self._planned("union", at, tehran_day(at) + timedelta(days=2))

    def ahead(self) -> None:
        self._planned("province", moment(self.now, 1), tehran_day(self.now) + timedelta(days=1))

    def given_up(self) -> None:
        at = moment(self.now, 3)
        visit = self._planned("union", at, tehran_day(self.now) + timedelta(days=3))
        cancel(self.people["union"], visit.pk, "راه روستا بسته است", visit.version, at)

    def _planned(self, name: str, at: datetime, day: date | None = None) -> Visit:
        visitor = self.people[name]
        office = self.union if name == "union" else self.province
        terms = PlanTerms(
            visitor.pk,
            day or tehran_day(at),
            time(10, 0),
            JalaliMonth.containing(tehran_day(at)) - 1,
            VisitReason.OFFICE,
            "بازدید دوره‌ای",
        )
        return plan(visitor, office, next(self.units).pk, terms, at)

    def _written(self, at: datetime, *, finding: str, summary: str, odd: bool = False) -> Visit:
        """Visit in the morning and write the report at noon; an `odd` one finds other things."""
        visit = self._planned("union", at - timedelta(hours=2))
        user, posted = self.people["union"], self._report(visit, at, finding, summary, odd)
        kept = save(user, visit.pk, posted, visit.version, at)
        add_photo(user, visit.pk, _TILE, at)
        return save(user, visit.pk, posted, kept.version, at, finish=True)

    def _report(
        self, visit: Visit, at: datetime, finding: str, summary: str, odd: bool
    ) -> PostedReport:
        case = case_of(visit)
        figures = filed_figures(case) if case and case.state != State.DRAFT else None
        people = (figures.employees if figures else None) or 5
        made = products_of(case)
        said = {
            QuestionMeaning.ADDRESS: "no" if odd else "yes",
            QuestionMeaning.LICENCE: "yes",
            QuestionMeaning.WORKING: "yes",
            QuestionMeaning.PEOPLE: str(max(people - 2, 0) if odd else people),
            QuestionMeaning.PRODUCTION: "no" if odd else "yes",
        }
        if odd and made:
            said[QuestionMeaning.CAPACITY] = "3600"
        answers = {}
        for question in questions_of(questionnaire_for(visit, tehran_day(at))):
            value = said.get(QuestionMeaning(question.meaning), "") if question.meaning else ""
            if not question.meaning and question.choices:
                value = question.choices[0]
            if value:
                answers[question.pk] = value
        return PostedReport(
            answers,
            tehran_day(at),
            "نمایندهٔ اتاق اصناف",
            finding,
            summary,
            made[0].pk if odd and made else None,
        )
