"""The lessons: a guide each, with the few questions that tell whether it was understood.

Directive 5013 §15. No number of the policy stands in a question: it may be another tomorrow.
"""

from dataclasses import dataclass
from typing import Final

from accounts.enums import Permission


@dataclass(frozen=True)
class LessonQuestion:
    """A question with its answers; `right` is the place of the right one, from 0."""

    text: str
    answers: tuple[str, str, str]
    right: int
    because: str


@dataclass(frozen=True)
class Lesson:
    """A lesson: the place of the help it is about, whom it is for, and its questions.

    `posts` are the permissions of which one makes it theirs; without any it is for everybody.
    """

    slug: str
    title: str
    about: str
    topic: str
    questions: tuple[LessonQuestion, ...]
    posts: frozenset[Permission] = frozenset()


LESSONS: Final = (
    Lesson(
        "month",
        "ثبت یک ماه",
        "چهار گام، تأیید نهایی و اصلاح پس از بازگشت.",
        "steps",
        (
            LessonQuestion(
                "ماهی چیزی تولید نشده است. چه می‌کنید؟",
                (
                    "چیزی ثبت نمی‌کنم",
                    "ماه را با صفر یا غیرفعال ثبت می‌کنم",
                    "ماه بعد هر دو را با هم می‌نویسم",
                ),
                1,
                "صفر یا ماه غیرفعال هم ثبت محسوب می‌شود؛ ماه خالی ثبت‌نشده است.",
            ),
            LessonQuestion(
                "چه وقت ماه ارسال شده است؟",
                (
                    "پس از تأیید نهایی، با رسید و شماره رهگیری",
                    "با ذخیرهٔ هر گام",
                    "با بستن صفحه",
                ),
                0,
                "ذخیرهٔ گام‌ها پیش‌نویس است؛ با تأیید نهایی ماه ارسال می‌شود.",
            ),
            LessonQuestion(
                "پرونده برای اصلاح بازگشته است. چه می‌کنید؟",
                (
                    "صبر می‌کنم تا خودش پیش برود",
                    "پرونده را حذف می‌کنم و از نو می‌نویسم",
                    "قلم‌های ذکرشده را اصلاح و دوباره ارسال می‌کنم",
                ),
                2,
                "علت بازگشت کنار قلم‌ها آمده است؛ اصلاح کنید و دوباره تأیید نهایی را بزنید.",
            ),
        ),
    ),
    Lesson(
        "review",
        "بررسی پرونده‌ها",
        "کارتابل، بازگرداندن با علت و پایان مهلت.",
        "inbox",
        (
            LessonQuestion(
                "مهلت بررسی گذشت و کسی تصمیم نگرفت. چه می‌شود؟",
                (
                    "پرونده به‌طور خودکار به مرحلهٔ بعد می‌رود و نشان آن می‌ماند",
                    "پرونده رد می‌شود",
                    "پرونده حذف می‌شود",
                ),
                0,
                "پایان مهلت در حکم تأیید است و در پرونده می‌ماند که کسی بررسی نکرده است.",
            ),
            LessonQuestion(
                "برای بازگرداندن پرونده چه لازم است؟",
                ("اجازهٔ وزارت", "علت، تا واحد بداند چه چیزی اصلاح شود", "چیزی لازم نیست"),
                1,
                "علت را بنویسید و قلم آن را نام ببرید؛ واحد همان را می‌خواند.",
            ),
            LessonQuestion(
                "پروندهٔ واحد خود شما در کارتابل است. چه می‌کنید؟",
                ("خودم تأیید می‌کنم", "آن را بازمی‌گردانم", "همکار دیگری تصمیم می‌گیرد"),
                2,
                "هیچ‌کس دربارهٔ پروندهٔ واحد خود تصمیم نمی‌گیرد.",
            ),
        ),
        frozenset({Permission.DECIDE}),
    ),
    Lesson(
        "office",
        "آمار سازمانی",
        "ثبت ارقام دستگاه، «ندارد»، و تأیید نفر دوم.",
        "organizational",
        (
            LessonQuestion(
                "شاخصی در دستگاه شما نیست. چه می‌نویسید؟",
                ("صفر", "«ندارد»", "خالی می‌گذارم"),
                1,
                "صفر یعنی شمرده شد و چیزی نبود؛ خالی یعنی هنوز پاسخ نداده‌اید.",
            ),
            LessonQuestion(
                "برگ را چه کسی تأیید می‌کند؟",
                ("همان که نوشته است", "دفتر آمار", "رئیس دستگاه، نه کسی که آن را ارسال کرده"),
                2,
                "نفر دوم همیشه کس دیگری است.",
            ),
            LessonQuestion(
                "برگ تأییدشده برای اصلاح بازگشت. تا تأیید دوباره کدام رقم معتبر است؟",
                ("رقمی که پیش‌تر تأیید شده بود", "هیچ‌کدام", "آنچه در پیش‌نویس است"),
                0,
                "آنچه تأیید شده تا تأیید دوباره معتبر است.",
            ),
        ),
        frozenset({Permission.REPORT_OFFICE, Permission.CONFIRM_OFFICE}),
    ),
)
BY_SLUG: Final = {lesson.slug: lesson for lesson in LESSONS}


def lessons_of(permissions: frozenset[Permission]) -> list[Lesson]:
    """List the lessons of who holds these permissions somewhere."""
    return [one for one in LESSONS if not one.posts or one.posts & permissions]
