"""Lessons that people have finished, and that they were reminded of; of `accounts.models`."""

from django.db import models
from django.db.models import Q

from accounts.enums import LessonWay
from accounts.models.people import User


class LessonFinish(models.Model):
    """That a person finished a lesson, when and how; rows are only added (a trigger)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="lessons")
    lesson = models.CharField(max_length=20)
    way = models.CharField(max_length=10, choices=LessonWay.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson"], name="a_lesson_is_finished_once"),
            models.CheckConstraint(condition=~Q(lesson=""), name="a_finish_names_its_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson}"


class LessonReminder(models.Model):
    """That a person was reminded of a lesson, so that they are told of it once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    lesson = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson"], name="reminded_of_a_lesson_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson}"
