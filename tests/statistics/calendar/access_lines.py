"""The lines of the access table for a person's calendar; nobody on stage has an address."""

from tests.access_lines import Line, Page

CALENDAR: dict[str, Line] = {
    "calendar:index": Page((200, 405)),
    "calendar:renew": Page((405, 302)),
    "calendar:revoke": Page((405, 302)),
    "calendar:feed": Page((404, 405), open_to_all=True),
    "questionnaire:index": Page((200, 405)),
}
