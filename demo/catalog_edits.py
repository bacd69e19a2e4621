"""What the statistics office has edited in the demonstration: a product that a month still holds.

The second workshop of `unit` has its month back to correct; one of its products was retired for
that month, so the month shows a dash with the product that follows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import User
from catalog.editing.services import CatalogueEdit, rename_node, retire_product
from catalog.models import Product
from demo.production_patterns import Workshop
from demo.scenarios import story_month

# What confectioners bake besides sweets, cakes and pastry.
BISCUITS = "1541590006"
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
