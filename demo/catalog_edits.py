"""What the statistics office has edited in the demonstration: products, and its other lists.

The second workshop of `unit` has its month back to correct; one of its products was retired for
that month, so the month shows a dash with the product that follows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.editing.services import CatalogueEdit, rename_node, retire_product
from catalog.licence_kinds.services import (
    LicenceKindTerms,
    add_licence_kind,
    end_licence_kind,
)
from catalog.lists.services import ListEdit, add_county
from catalog.models import Product, Province
from config.jalali import JalaliMonth, tehran_day
from demo.production_patterns import Workshop
from demo.scenarios import moment, story_month
from statistics.obligation.lists import ListTerms, list_unit, open_list

# What confectioners bake besides sweets, cakes and pastry.
BISCUITS = "1541590006"
# Before the obligation of all others, Farvardin 1404.
FIRST_LISTED = JalaliMonth(1403, 7)
TITLE = "ساخت نان، شیرینی و کیک"


def edit_catalogue(members: Sequence[Workshop], office: User, now: datetime) -> None:
    """Retire a product of the workshop whose month was returned; rename its activity."""
    member = next(m for m in members if m.shop.owner == "unit" and m.shop.story == "returned")
    month = story_month(member.shop.story, now)
    assert month is not None
    listed = member.products()
    gone = listed[-1]
    # One that the month does not list yet, so that it can be taken instead.
    follower = Product.objects.get(code=BISCUITS)
    assert follower not in listed
    rename_node(
        CatalogueEdit(office, 1, "واژهٔ رایج در پروانه‌ها", now - timedelta(days=20)), "1541", TITLE
    )
    merged = f"ادغام با کد {follower.code} پس از بازبینی فهرست"
    act = CatalogueEdit(office, gone.version, merged, now - timedelta(hours=3))
    # Valid up to the month before, so that the returned month itself shows the dash.
    retire_product(act, gone.code, month - 1, follower.code)


def keep_lists(members: Sequence[Workshop], office: User, now: datetime) -> None:
    """Let two units be obliged earlier than others, a kind of licence end, and a county be new."""
    long_ago, letter = moment(now, 190), "نامهٔ ۶۰/۵۳۰۹۸ دفتر آمار"
    terms = ListTerms("واحدهای نمونهٔ پیش از آغاز همگانی", FIRST_LISTED, letter)
    listed = open_list(office, terms, long_ago)
    for member in [m for m in members if m.shop.story in ("final", "ministry", "lapsed")][:2]:
        list_unit(office, listed.pk, member.licence.unit, letter, long_ago)
    note = "بخشنامهٔ ساماندهی مجوزها؛ به خدمات فنی پیوست"
    day = tehran_day(long_ago)
    kind = LicenceKindTerms("پروانه کسب سیار", False, day, note)
    end_licence_kind(office, add_licence_kind(office, kind, long_ago).code, day, long_ago)
    office_there = Organization.objects.get(kind=OrganizationKind.PROVINCE, code="02")
    edit = ListEdit(office, "تقسیمات کشوری: ابلاغیهٔ وزارت کشور", moment(now, 40))
    place = Province.objects.get(code="02")
    add_county(edit, "0299", "کرانه (نمونه)", place, (office_there.code, office_there.name))
