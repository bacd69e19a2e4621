"""A certificate is printed, its QR read back as a phone reads it, and checked by a stranger."""

from io import BytesIO
from urllib.parse import urlsplit

import time_machine
import zxingcpp
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from tests.browser import acts, axe
from tests.browser.conftest import Browse
from tests.world import World

# As a phone sees a printed page: turned a little, and not much larger than the paper's own dots.
TURNED = (0, 7, 90, 183)


def test_an_owner_issues_prints_and_somebody_reads_the_qr(
    shared_world: World, clock: time_machine.Traveller, browse: Browse
) -> None:
    page = browse(shared_world.owner)
    page.goto("/certificates/")
    page.get_by_label("تسهیلات بانکی").check()
    page.get_by_label("برای کدام دستگاه؟").fill("بانک نمونه")
    page.get_by_role("button", name="صدور گواهی").click()
    expect(page.get_by_role("heading", name="گواهی تسهیلات بانکی")).to_be_visible()
    axe.examine(page)
    page.emulate_media(media="print")
    paper = Image.open(BytesIO(page.locator(".certificate").screenshot())).convert("L")
    found = set()
    for degrees in TURNED:
        for code in zxingcpp.read_barcodes(paper.rotate(degrees, expand=True, fillcolor=255)):
            found.add(code.text)
    (address,) = found
    assert address.startswith(f"{settings.SITE_URL}/check/")
    assert shared_world.unit.guild_id not in address
    stranger = browse()
    stranger.goto(urlsplit(address).path)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("این گواهی معتبر است")
    assert shared_world.unit.name not in stranger.content()
    # The owner takes it back; the same paper then says so.
    page.emulate_media(media="screen")
    page.get_by_text("باطل کردن گواهی").click()
    acts.press(page, "باطل شود")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("این گواهی باطل شده است")
