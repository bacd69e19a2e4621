"""Enter in a field is harmless in every form of every role: it saves a draft or does nothing."""

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import time_machine as clock
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import resolve

from accounts.models import User
from review import workflow
from review.correspondence import services as talk
from statistics.filing import services
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.models import Submission
from tests import access_table as table
from tests.access import Stage, body_of, staged
from tests.enter import SentForm, forms_in, posted_forms, press
from tests.kept_states import reach
from tests.world import BAG, FILED_AT, MEHR, PIPE, World

SignIn = Callable[[object], Client]
HARMLESS = ("components/enter_saves.html", "components/form_begin.html")
# Forms whose one act is what Enter is for; each changes nothing but the person's own.
OWN = {
    "accounts/login.html 1": "signs in",
    "accounts/appointments/accept_code.html 1": "opens one's own invitation",
    "accounts/appointments/accept_mobile.html 2": "proves one's own number",
    "accounts/appointments/accept_account.html 2": "makes one's own account",
    "accounts/password_reset.html 1": "asks for a letter",
    "accounts/sms_reset/ask.html 1": "asks for a code",
    "accounts/sms_reset/code.html 1": "takes the code of the person's own mobile",
    "accounts/access/join.html 2": "asks for a code",
    "accounts/access/join_code.html 1": "takes the code of the person's own mobile",
    "accounts/access/join_account.html 1": "the person's own account and password",
    "units/enrolment/start.html 1": "looks for a unit",
    "units/enrolment/code.html 1": "takes the code of the registered mobile",
    "units/enrolment/units.html 1": "leads to the page of the password",
    "units/enrolment/password.html 1": "the person's own account and password",
    "accounts/password_new.html 1": "the person's own password",
    "accounts/password_change.html 1": "the person's own password",
    "accounts/profile.html 1": "the person's own addresses",
    "accounts/second_factor/enter.html 1": "signs in",
    "accounts/second_factor/_setup.html 1": "the person's own phone",
    "accounts/second_factor/renew.html 1": "the person's own codes",
    "accounts/second_factor/remove.html 1": "the person's own phone",
    "accounts/identity_provider/account.html 1": "the person's own account elsewhere",
    "units/members/account.html 2": "the person's own account",
    "units/members/prove.html 2": "proves the person's own number",
    "statistics/filing/period.html 1": "looks for a licence",
    "portal/search/_box.html 1": "looks for a unit or a case",
    "accounts/auditing/index.html 1": "looks for lines of the trail",
    "portal/search/form.html 1": "looks for a unit or a case",
    "statistics/filing/notebook/month.html 1": "one more note, which is taken off as easily",
    "review/owner/inactive/choose.html 1": "leads to the page on which it is read again",
    "oversight/simulation/rehearse.html 1": "counts, and changes nothing",
    "oversight/simulation/index.html 1": "counts, and changes nothing",
    "entitlements/certificates/check.html 1": "looks a code up, and changes nothing",
    "entitlements/orders/index.html 1": "looks a unit up, which is kept as a look",
    "review/owner/workbook/index.html 3": "reads a file, and sends nothing before another button",
    "units/imports/index.html 1": "reads a file, and stores nothing of it before another button",
}
# Nothing to write, tick or choose: Enter presses the button that has the focus.
NO_FIELD = {
    "another_person.html 1",
    "base.html 1",
    "statistics/filing/_add_product.html 1",
    "statistics/filing/_add_product.html 2",
    "statistics/filing/delete.html 1",
    "statistics/filing/notebook/month.html 2",
    "statistics/filing/picker.html 2",
    "review/owner/_unit_row.html 1",
    "review/owner/confirm.html 1",
    "review/owner/inactive/check.html 1",
    "review/assisted/_code.html 2",
    "review/assisted/unit.html 1",
    "review/assisted/word.html 1",
    "review/owner/workbook/one.html 2",
    "review/evidence/_files.html 1",
    "review/evidence/list.html 1",
    "review/followup/index.html 2",
    "review/visits/_second_look.html 1",
    # Words alone: in a text area Enter is a new line.
    "oversight/evaluation/_editions.html 1",
    "technical/admin/base_site.html 1",
    "technical/admin/switch.html 1",
    "accounts/address_confirm.html 1",
    "accounts/login.html 2",
    "accounts/second_factor/codes.html 1",
    "accounts/second_factor/resets.html 1",
    "accounts/appointments/accept_mobile.html 1",
    "accounts/appointments/accept_account.html 1",
    "accounts/password_open.html 1",
    "accounts/sms_reset/code.html 2",
    "entitlements/certificates/one.html 1",
    "statistics/calendar/index.html 1",
    "statistics/calendar/index.html 2",
    "statistics/calendar/index.html 3",
    "entitlements/inquiries/_terms.html 1",
    "entitlements/inquiries/_terms.html 2",
    "entitlements/inquiries/_tokens.html 1",
    "outreach/circulars/one.html 1",
    "outreach/circulars/one.html 2",
    "outreach/circulars/one.html 3",
    "outreach/circulars/state.html 1",
    "outreach/circulars/state.html 2",
    "units/enrolment/licence.html 1",
    "units/enrolment/code.html 2",
    "accounts/access/join_code.html 2",
    "accounts/access/request.html 2",
    "accounts/substitution/leave.html 1",
    "accounts/sessions.html 1",
    "accounts/sessions.html 2",
    "accounts/notices/inbox.html 1",
    "accounts/notices/inbox.html 2",
    "units/contacts/code.html 1",
    "portal/unit_file/file.html 1",
    "portal/unit_list/list.html 2",
    "units/campaign/index.html 1",
    "units/campaign/index.html 2",
    "units/members/account.html 1",
    "units/members/open.html 1",
    "units/members/people.html 1",
    "units/members/people.html 2",
    "units/members/prove.html 1",
    "units/imports/_result.html 1",
    "units/imports/_result.html 2",
    "units/imports/_result.html 3",
}
# What a saved draft, an own act or the session itself may write.
MAY_GROW = {
    "sessions.session",
    "accounts.usersession",
    "accounts.accessevent",
    "axes.accessattempt",
    "statistics.notebookentry",
}


def _templates() -> list[tuple[str, str]]:
    folder = settings.BASE_DIR / "templates"
    found = sorted(folder.rglob("*.html"))
    return [(str(path.relative_to(folder)), path.read_text(encoding="utf-8")) for path in found]


def test_every_posted_form_of_the_templates_begins_harmless() -> None:
    known = {*OWN, *NO_FIELD}
    forms = dict(posted_forms(_templates()))
    assert len(forms) > 30
    bare = {name for name, body in forms.items() if not _begins_harmless(body)}
    assert bare - known == set()
    assert known - bare == set(), "these stand in the tables for nothing"


def _begins_harmless(body: str) -> bool:
    """Tell whether the harmless button comes before any other."""
    first = min((body.find(name) for name in HARMLESS if name in body), default=-1)
    button = body.find("<button")
    return first >= 0 and (button < 0 or first < button)


@pytest.fixture
def stage(world: World, time_machine: clock.TimeMachineFixture) -> Stage:
    """Set everybody on stage, with figures, a question, a request and a returned month."""
    time_machine.move_to(FILED_AT, tick=False)
    found = staged(world)
    reach(("with every form",), lambda: _with_every_form(world, found))
    return found


def _with_every_form(world: World, found: Stage) -> None:
    draft = found.numbers[table.NEAR, table.DRAFT]
    made = PostedLines({BAG: Decimal(7), PIPE: Decimal(8)})
    services.save_production(world.owner, draft, 0, made, False, FILED_AT)
    sent = PostedLines({BAG: ExportFigures(Decimal(5), Decimal(5), Decimal(9), Decimal(9))})
    services.save_exports(world.owner, draft, 0, True, sent, False, FILED_AT)
    filed = Submission.objects.get(tracking_number=found.numbers[table.NEAR, table.FILED])
    talk.ask(world.union_officer, filed.tracking_number, filed.version, "چرا کم شد؟", FILED_AT)
    world.returned(MEHR - 2)
    world.at_province(MEHR - 3)
    world.at_ministry(MEHR - 4)


@pytest.mark.parametrize("persona", table.PERSONAS)
def test_enter_deletes_decides_and_moves_nothing(stage: Stage, persona: str) -> None:
    before, faults, tried = _kept(), [], set()
    for page in _pages(stage, persona):
        answer = stage.browser(persona).get(page)
        # Read whole in any case: a file that is not closes late.
        body = body_of(answer)
        html = body.decode() if "text/html" in answer.headers["Content-Type"] else ""
        for form in forms_in(page, html):
            shape = (resolve(urlsplit(form.action).path).view_name, form.button, form.fields)
            if shape in tried:
                continue
            tried.add(shape)
            press(stage.browser(persona), form)
            now = _kept()
            faults += [f"{page} → {form.action} {form.button}: {x}" for x in _lost(before, now)]
            before = now
            if "/accounts/" in form.action:
                # Such a form may end the session.
                stage.browsers.pop(persona, None)
    assert faults == []


def test_a_case_with_every_form_has_a_harmless_button_in_each(
    stage: Stage, sign_in: SignIn
) -> None:
    number = stage.numbers[table.NEAR, table.FILED]
    page = f"/review/{number}/"
    html = sign_in(stage.people[table.UNION]).get(page).content.decode()
    # Besides the search of the top bar: the decision with its three acts; the panel is one form.
    forms = [form for form in forms_in(page, html) if form.action != "/search/"]
    assert [form.fields > 10 for form in forms] == [True]
    assert all(form.harmless for form in forms), [form.button for form in forms]


def test_the_reader_finds_the_button_that_enter_presses() -> None:
    html = """<form method="post" id="a"><input name="q" value="2"><input type="radio" name="r"
      value="x"><button name="lines-0-DELETE" value="on">حذف</button></form>
      <form method="post"><button name="alone">ثبت</button></form>
      <button form="a" name="action" value="save">ذخیره</button>"""
    (form,) = forms_in("/page/", html)
    assert form.button == ("lines-0-DELETE", "on")
    assert form.data == {"q": ["2"], "r": ["x"], "lines-0-DELETE": ["on"]}
    assert not form.harmless
    assert SentForm("", "post", button=("enter", "1")).harmless


def _pages(stage: Stage, persona: str) -> list[str]:
    """List every page that the table opens for the persona, and the other months of the unit."""
    cells = [cell for cell in table.cells(persona, ("GET",)) if cell.status == 200]
    # For machines: no page.
    found = [stage.address(cell) for cell in cells if cell.name != "readyz"]
    # One month of each state: the others have the same forms.
    months = Submission.objects.order_by("state", "pk").distinct("state")
    numbers = list(months.values_list("tracking_number", flat=True))
    if persona in table.MEMBERS:
        parts = ("month", "period", "production", "exports", "employment", "confirm", "correction")
        found += [f"/statistics/{number}/{part}/" for number in numbers for part in parts]
        found += [f"/statistics/{number}/" for number in numbers]
    elif persona in table.DECIDERS:
        found += [f"/review/{number}/" for number in numbers]
    return sorted(set(found))


def _kept() -> dict[str, set[object]]:
    """Read which rows there are, and where each month stands."""
    kept: dict[str, set[object]] = {
        model._meta.label_lower: set(model._base_manager.values_list("pk", flat=True))
        for model in apps.get_models()
        if model._meta.managed
    }
    kept["accounts"] = set(User.objects.values_list("pk", "is_active"))
    kept["state"] = set(Submission.objects.values_list("pk", "state", "round"))
    return kept


def _lost(before: dict[str, set[object]], now: dict[str, set[object]]) -> list[str]:
    return [
        name
        for name, rows in before.items()
        if name not in MAY_GROW and (rows - now[name] or now[name] - rows)
    ]


def test_the_guard_sees_a_decision(stage: Stage, world: World) -> None:
    before = _kept()
    case = Submission.objects.get(tracking_number=stage.numbers[table.NEAR, table.FILED])
    number, version = case.tracking_number, case.version
    workflow.send_back(world.union_officer, number, version, "مقدار را ببینید", FILED_AT)
    assert "state" in _lost(before, _kept())
