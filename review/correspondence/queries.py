"""What unit and reviewers said about a case without moving it: questions, answers, requests."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Organization, User
from config.jalali import format_moment
from config.persian import quoted
from review.enums import RequestOutcome, Verdict
from review.models import Complaint, CorrectionRequest, Question
from review.timeline import TimelineEntry
from statistics.enums import State
from statistics.models import Submission


@dataclass(frozen=True)
class Talk:
    """Everything said about one case, in order (three queries)."""

    questions: list[Question]
    requests: list[CorrectionRequest]
    complaints: list[Complaint]

    @property
    def open_request(self) -> CorrectionRequest | None:
        return next((r for r in self.requests if r.outcome == RequestOutcome.OPEN), None)

    @property
    def open_complaint(self) -> Complaint | None:
        return next((c for c in self.complaints if c.verdict == Verdict.OPEN), None)

    @property
    def unanswered(self) -> list[Question]:
        # Read with the questions, also that there is none: no query for each.
        return [q for q in self.questions if not hasattr(q, "answer")]

    def events(self, names: bool) -> list[tuple[datetime, TimelineEntry]]:
        """List what was said with its moment, for the case's way.

        Officers are shown by office; by name only to other officers (`names`).
        """
        rows: list[tuple[datetime, TimelineEntry]] = []
        for question in self.questions:
            who = _who(question.organization, question.asked_by, names)
            rows.append(_said("پرسش از واحد", question.asked_at, who, question.text))
            if hasattr(question, "answer"):
                answer = question.answer
                rows.append(_said("پاسخ واحد", answer.answered_at, "واحد", answer.text))
        for asked in self.requests:
            rows.append(_said("درخواست اصلاح", asked.asked_at, "واحد", asked.reason))
            # An accepted one is told by the return that followed.
            if asked.outcome == RequestOutcome.REFUSED and asked.answered_at:
                who = _who(asked.organization, asked.answered_by, names)
                title = "درخواست اصلاح پذیرفته نشد"
                rows.append(_said(title, asked.answered_at, who, asked.answer))
        for complaint in self.complaints:
            rows.append(_said("شکایت از بازگشت", complaint.asked_at, "واحد", complaint.text))
            if complaint.answered_at:
                who = _who(complaint.organization, complaint.answered_by, names)
                title = f"پاسخ شکایت: {complaint.get_verdict_display()}"
                rows.append(_said(title, complaint.answered_at, who, complaint.answer))
        return rows


def talk_of(submission: Submission) -> Talk:
    """Read everything said about a case (three queries)."""
    questions = submission.questions.select_related("organization", "asked_by", "answer")
    requests = submission.correction_requests.select_related("organization", "answered_by")
    complaints = submission.complaints.select_related("organization", "answered_by")
    return Talk(
        list(questions.order_by("asked_at", "pk")),
        list(requests.order_by("asked_at", "pk")),
        list(complaints.order_by("asked_at", "pk")),
    )


def unanswered(user: User) -> QuerySet[Question]:
    """Find the questions that wait for the person's answer: not once the month is final."""
    return (
        Question.objects.filter(answer=None, submission__in=Submission.objects.of(user))
        .exclude(submission__state=State.FINAL)
        .select_related("organization", "submission__unit", "submission__licence__county")
        .order_by("asked_at", "pk")
    )


def _said(title: str, at: datetime, who: str, text: str) -> tuple[datetime, TimelineEntry]:
    return at, TimelineEntry(title, f"{format_moment(at)}، {who}: {quoted(text)}", "talk")


def _who(office: Organization | None, person: User | None, names: bool) -> str:
    name = office.name if office else ""
    return f"{name}، {person.full_name}" if names and person else name
