"""One successful post for each address of visits."""

from tests.review.visits.cases import (
    WORDS,
    by_field,
    by_text,
    confirmed,
    head_of,
    planned,
    questionnaire,
    written,
)
from tests.sent_posts import Post
from tests.statistics.files import statistician
from tests.world import World


def _plan(world: World) -> Post:
    page = f"/visits/plan/{world.unit.pk}/"
    return Post(world.union_officer, page, {"why": WORDS})


def _move(world: World) -> Post:
    page = f"/visits/{planned(world).pk}/move/"
    return Post(world.union_officer, page, {"planned_time": "11:30", "why": WORDS})


def _cancel(world: World) -> Post:
    visit = planned(world)
    page = f"/visits/{visit.pk}/"
    return Post(world.union_officer, f"{page}move/", {"note": WORDS}, f"{page}cancel/")


def _write(world: World) -> Post:
    visit = planned(world)
    said = by_field(address="yes", working="yes", people="3", production="yes")
    said |= {"finding": "sound", "summary": WORDS, "action": "finish"}
    return Post(world.union_officer, f"/visits/{visit.pk}/write/", said)


def _confirm(world: World) -> Post:
    page = f"/visits/{written(world).pk}/"
    return Post(head_of(world), page, {}, f"{page}confirm/")


def _return(world: World) -> Post:
    page = f"/visits/{written(world).pk}/"
    return Post(head_of(world), page, {"note": WORDS}, f"{page}return/")


def _decline(world: World) -> Post:
    visit = confirmed(
        world, answers=by_text(address="no", working="yes", people="3", production="yes")
    )
    page = f"/visits/{visit.pk}/"
    to = f"{page}proposals/{visit.proposals.get().pk}/"
    return Post(world.union_officer, page, {"note": WORDS}, to)


def _form(world: World) -> Post:
    questionnaire()
    typed = {
        "title": "زمستان ۱۳۹۸",
        "since_0": "1",
        "since_1": "10",
        "since_2": "1398",
        "source": WORDS,
        # The one text area of the page that is filled.
        "questions-5-choices": "دفتر فروش\nقبض برق",
    }
    return Post(statistician(world), "/visits/forms/new/", typed)


VISIT_POSTS = {
    "visits:plan": _plan,
    "visits:move": _move,
    "visits:cancel": _cancel,
    "visits:write": _write,
    "visits:confirm": _confirm,
    "visits:return": _return,
    "visits:decline": _decline,
    "visits:form_new": _form,
}
