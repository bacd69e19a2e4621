"""Which lessons are whose, and who of an office has finished them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.authority import authority_of, in_force
from accounts.enums import Permission
from accounts.models import LessonFinish, Organization, User
from accounts.training.rules import Lesson, lessons_of
from catalog.fields import alphabet_key

# Who is told of the people of an office: its head, and where it has none who names its people.
_HEADS = (Permission.CONFIRM_OFFICE, Permission.APPOINT)


@dataclass(frozen=True)
class PersonLesson:
    """A lesson of a person, and when they finished it; None for not yet."""

    lesson: Lesson
    finish: LessonFinish | None


@dataclass(frozen=True)
class Trainee:
    """Somebody of an office with their lessons."""

    user: User
    lessons: Sequence[PersonLesson]

    @property
    def finished(self) -> bool:
        return all(one.finish for one in self.lessons)


def own_lessons(user: User) -> list[PersonLesson]:
    """List the person's lessons, those that are still to do first."""
    held = frozenset(p for p, offices in authority_of(user).by_permission.items() if offices)
    done = {one.lesson: one for one in LessonFinish.objects.filter(user=user)}
    found = [PersonLesson(lesson, done.get(lesson.slug)) for lesson in lessons_of(held)]
    return sorted(found, key=lambda one: one.finish is not None)


def headed_offices(user: User) -> list[Organization]:
    """Find the offices whose people's lessons the person is told of."""
    authority = authority_of(user)
    found = {one.pk: one for permission in _HEADS for one in authority.organizations(permission)}
    return sorted(found.values(), key=lambda office: alphabet_key(office.name))


def trainees(office: Organization, at: datetime) -> list[Trainee]:
    """List the people who hold a post at an office with their lessons, by name."""
    rows = in_force(at).filter(content_object=office, since=None, user__is_active=True)
    people: dict[int, User] = {}
    held: dict[int, set[Permission]] = defaultdict(set)
    for row in rows.select_related("user").annotate(codename=F("permission__codename")):
        people[row.user_id] = row.user
        held[row.user_id].add(Permission(row.codename))
    done = finished(people)
    found = [
        Trainee(
            user,
            [
                PersonLesson(lesson, done.get((pk, lesson.slug)))
                for lesson in lessons_of(frozenset(held[pk]))
            ],
        )
        for pk, user in people.items()
    ]
    return sorted(found, key=lambda one: alphabet_key(one.user.full_name))


def finished(people: Iterable[int]) -> Mapping[tuple[int, str], LessonFinish]:
    """Read what some people (ids) have finished."""
    rows = LessonFinish.objects.filter(user__in=list(people))
    return {(one.user_id, one.lesson): one for one in rows}
