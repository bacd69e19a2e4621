"""The lines of the access table for training: everybody's own lessons, a head's list."""

from tests.access_lines import Page
from tests.access_people import CHIEF, HEAD, MINISTRY, PROVINCE, STATISTICS, UNION

TOLD = dict.fromkeys((UNION, PROVINCE, HEAD, MINISTRY, STATISTICS, CHIEF), (200, 405))
TRAINING: dict[str, Page] = {
    "training:index": Page((200, 405)),
    "training:lesson": Page((200, 422), args=("month",)),
    "training:office": Page((403, 405), TOLD),
}
