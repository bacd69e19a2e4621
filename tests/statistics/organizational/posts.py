"""One successful post for every address of organizational statistics that takes one."""

from tests.sent_posts import Post
from tests.statistics.organizational.cases import MONTH, head_of, indicator, sent, stats_of
from tests.world import World

WORDS = "کارتن به جای کیلوگرم نوشته شد"
PAGE = f"/organizational/03/{MONTH.code}/"
LIST = "/organizational/indicators/"
TERMS = {
    "name": "کارکنان",
    "measure": "نفر",
    "decimals": "0",
    "definition": "کارکنان رسمی و قراردادی در پایان دوره.",
    "kinds": ["province"],
    "month": "1",
    "year": "1398",
    "reason": WORDS,
}


def write_post(world: World) -> Post:
    one = indicator(world).terms.get()
    typed = {f"figure-{one.pk}-value": "۱۲", f"figure-{one.pk}-reason": WORDS, "action": "save"}
    return Post(world.province_officer, f"{PAGE}write/", typed)


def report_post(world: World) -> Post:
    indicator(world)
    sent(world, ("12",))
    return Post(head_of(world), PAGE, {"action": "sent_back", "reason": WORDS})


def new_post(world: World) -> Post:
    typed = TERMS | {"code": "m-09", "frequency": "1"}
    return Post(stats_of(world), f"{LIST}new/", typed)


def change_post(world: World) -> Post:
    return Post(stats_of(world), f"{LIST}{indicator(world).pk}/", TERMS)


def end_post(world: World) -> Post:
    typed = {"month": "1", "year": "1398", "reason": WORDS}
    return Post(stats_of(world), f"{LIST}{indicator(world).pk}/end/", typed)


ORGANIZATIONAL_POSTS = {
    "organizational:write": write_post,
    "organizational:report": report_post,
    "organizational:indicator_new": new_post,
    "organizational:indicator": change_post,
    "organizational:indicator_end": end_post,
}
