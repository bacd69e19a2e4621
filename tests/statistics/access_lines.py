"""The lines of the access table of filing, figures and the owner's pages."""

from typing import Any

from tests.access_lines import Case, Line, OfUnit, Page
from tests.access_people import READERS, STATISTICS


def rows(prefix: str) -> dict[str, Any]:
    """Lay out an empty list of rows as a step posts it."""
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


PERIOD = {"licence": "own", "year": 1398, "month": 7, "activity": "active"}
OWN_FILES = [f"owner:my_year_{what}" for what in ("book", "production", "exports", "employment")]

FILING: dict[str, Line] = {
    **dict.fromkeys(("owner:home", "owner:my_year"), Page((200, 405))),
    "owner:inactive": Page((200, 422)),
    "owner:all_units": Page((200, 405)),
    "owner:workbook": Page((200, 422)),
    # No month is asked for, and no workbook has the number 0.
    "owner:workbook_file": Page((422, 405)),
    **dict.fromkeys(
        ("owner:workbook_one", "owner:workbook_refused"), Page((404, 405), args=("0",))
    ),
    "owner:workbook_send": Page((405, 404), args=("0",)),
    "indicators:index": Page((403, 405), dict.fromkeys((*READERS, STATISTICS), (200, 405))),
    "indicators:filings": Page((403, 405), dict.fromkeys((*READERS, STATISTICS), (404, 405))),
    "statistics:new": Page((200, 422)),
    "statistics:again": Page((405, 422)),
    "statistics:notebooks": Page((200, 405)),
    # A notebook is there for the unit's own people alone.
    "statistics:notebook": OfUnit((200, 422), (404, 404), rest=("1398", "7")),
    "statistics:month": Case(
        (200, 409), (302, 409), (403, 403), data=rows("lines") | rows("exports")
    ),
    "statistics:period": Case((200, 409), (302, 409), (403, 403), data=PERIOD),
    "statistics:production": Case((200, 409), (302, 409), (403, 403), data=rows("lines")),
    "statistics:production_products": Case((200, 405), (302, 405), (403, 405)),
    "statistics:exports": Case((200, 409), (302, 409), (403, 403), data=rows("exports")),
    "statistics:export_products": Case((200, 405), (302, 405), (403, 405)),
    "statistics:employment": Case((200, 409), (302, 409), (403, 403)),
    "statistics:report": Case((200, 405), (200, 405), (403, 405)),
    "statistics:delete": Case((200, 409), (302, 409), (403, 403)),
    **dict.fromkeys(OWN_FILES, OfUnit((200, 405), (404, 405))),
    "owner:case": Case((200, 405), (200, 405), (403, 405)),
    "owner:confirm": Case((200, 409), (302, 409), (403, 403)),
    "owner:receipt": Case((302, 405), (200, 405), (403, 405)),
    "owner:correct": Case((302, 405), (302, 405), (403, 405)),
    "owner:correction": Case((302, 409), (200, 409), (403, 403), data={"reason": "ببینید"}),
    "owner:complaint": Case((302, 409), (302, 409), (403, 403), data={"text": "ببینید"}),
    # There for the unit's own people alone.
    "owner:inactive_complaint": OfUnit((200, 422), (404, 404)),
    "owner:answer": Case((405, 409), (405, 409), (405, 403), data={"question": 1, "text": "بله"}),
    "evidence:list": Case((200, 422), (200, 409), (403, 403)),
    "evidence:file": Case((200, 405), (200, 405), (200, 405), rest=("1",)),
    "evidence:remove": Case((405, 409), (405, 409), (405, 403), rest=("1",)),
}
