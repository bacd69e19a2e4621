"""The posts of certificates, laid out as their pages would send them."""

from django.urls import reverse

from entitlements.certificates.services import Wanted, issue
from entitlements.enums import CertificatePurpose
from entitlements.models import Certificate
from tests.sent_posts import Post
from tests.world import FILED_AT, World

WANTED = Wanted(CertificatePurpose.LOAN, "بانک نمونه", 3)


def issued(world: World) -> Certificate:
    """Let the unit's owner issue a certificate."""
    return issue(world.owner, world.unit, WANTED, FILED_AT)


def _asked(world: World) -> Post:
    typed = {"purpose": "loan", "addressee": "بانک نمونه", "months": "3"}
    return Post(world.owner, "/certificates/", typed)


def _taken_back(world: World) -> Post:
    pk = issued(world).pk
    return Post(world.owner, f"/certificates/{pk}/", {}, reverse("certificates:revoke", args=[pk]))


def _checked(world: World) -> Post:
    return Post(world.owner, "/check/", {"code": issued(world).shown_code})


CERTIFICATE_POSTS = {
    "certificates:index": _asked,
    "certificates:revoke": _taken_back,
    "check:index": _checked,
}
