"""The lines of the access table of the catalogue, its lists and the policy."""

from tests.access_lines import Line, Page
from tests.access_people import OFFICE_EDITS, OFFICE_READS, STATISTICS

BAG = ("2520512459",)
EDITS_PRODUCT = tuple(f"catalogue:{act}" for act in ("describe", "retire", "restore", "measure"))

CATALOG: dict[str, Line] = {
    "catalog:search": Page((200, 405)),
    "catalog:tree": Page((200, 405)),
    "catalogue:home": Page((403, 405), OFFICE_READS),
    "catalogue:new": Page((403, 403), OFFICE_EDITS),
    "catalogue:product": Page((403, 405), OFFICE_READS, args=BAG),
    **dict.fromkeys(EDITS_PRODUCT, Page((403, 403), OFFICE_EDITS, args=BAG)),
    "catalogue:node": Page((403, 405), OFFICE_READS, args=("D",)),
    "catalogue:rename_node": Page((403, 403), OFFICE_EDITS, args=("D",)),
    "catalogue:retire_node": Page((403, 403), OFFICE_EDITS, args=("D",)),
    "catalogue:restore_node": Page((403, 403), OFFICE_EDITS, args=("D",)),
    "selected:index": Page((403, 405), OFFICE_READS),
    "selected:add_unit": Page((403, 403), OFFICE_EDITS),
    "selected:add_product": Page((403, 403), OFFICE_EDITS),
    # No entry of a list has the number 0.
    "selected:end": Page((403, 403), {STATISTICS: (404, 404)}, args=("units", "0")),
    "causes:index": Page((403, 405), OFFICE_READS),
    "causes:add": Page((403, 403), OFFICE_EDITS),
    # No cause has the key nought.
    "causes:end": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:index": Page((403, 405), OFFICE_READS),
    "lists:kinds": Page((403, 405), OFFICE_READS),
    "lists:add_kind": Page((403, 403), OFFICE_EDITS),
    "lists:end_kind": Page((403, 403), OFFICE_EDITS, args=("service",)),
    "lists:obligation": Page((403, 405), OFFICE_READS),
    "lists:add_obligation": Page((403, 403), OFFICE_EDITS),
    # No list, place, holiday or office has the number 0.
    "lists:members": Page((403, 405), {STATISTICS: (404, 405)}, args=("0",)),
    "lists:list_unit": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:withdraw_list": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:withdraw_unit": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:holidays": Page((403, 405), OFFICE_READS),
    "lists:add_holiday": Page((403, 403), OFFICE_EDITS),
    "lists:correct_holiday": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:remove_holiday": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:counties": Page((403, 405), OFFICE_READS),
    "lists:add_county": Page((403, 403), OFFICE_EDITS),
    "lists:rename_county": Page((403, 403), OFFICE_EDITS, args=("0301",)),
    "lists:move_county": Page((403, 403), OFFICE_EDITS, args=("0301",)),
    "lists:offices": Page((403, 405), OFFICE_READS),
    "lists:add_office": Page((403, 403), OFFICE_EDITS),
    "lists:rename_office": Page((403, 403), {STATISTICS: (404, 404)}, args=("0",)),
    "lists:measures": Page((403, 405), OFFICE_READS),
    "lists:add_measure": Page((403, 403), OFFICE_EDITS),
    "lists:rename_measure": Page((403, 403), OFFICE_EDITS, args=("kg",)),
    "policy:index": Page((403, 405), OFFICE_READS),
    "policy:key": Page((403, 405), OFFICE_READS, args=("union_days",)),
    "policy:add": Page((403, 403), OFFICE_EDITS, args=("union_days",)),
    "policy:exception": Page((403, 403), OFFICE_EDITS, args=("filing_allowed_day",)),
}
