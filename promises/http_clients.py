"""People who speak HTTP to the served portal, and write down what it said it has done."""

import http.client
import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from accounts.models import User
from config.jalali import JalaliMonth
from tests.review.cases import STATED
from tests.statistics.filing import exports, people, production
from tests.world import BAG

PATIENCE_SECONDS = 60
TOKEN = "b" * 32
VERSION = re.compile(r'name="version" value="([0-9-]+)"')
BREATH_SECONDS = 0.05
# Answers that say «not done»: away, somebody was faster.
NOT_DONE = (409, 500, 502, 503)


class NotDone(Exception):
    """The portal did not say that it was done; nobody knows whether it was."""


class Wrong(Exception):
    """The portal answered what no visitor of ours should meet."""


@dataclass(frozen=True)
class Acknowledged:
    """What the portal acknowledged: of which case, the version it left, and what was sent.

    `kind` is opened, saved (the version of step 2, the quantity), or a kind of decision (the
    version of the case; the quantity when filed, the reason when returned).
    """

    kind: str
    tracking: str
    version: int = 0
    sent: str = ""


@dataclass
class Ledger:
    """What was acknowledged to everybody, in order, and how the portal answered otherwise."""

    acts: list[Acknowledged] = field(default_factory=list)
    unsure: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class HttpClient:
    """Somebody signed in, in front of the portal at a port."""

    def __init__(self, port: int, user: User) -> None:
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.port = port
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def read(self, path: str) -> str:
        """Read a page's text, '' when the portal leads elsewhere. Raises NotDone, Wrong."""
        status, _, text = self._ask("GET", path, None)
        if status in NOT_DONE:
            raise NotDone(f"{status} page")
        if status not in (200, 302):
            raise Wrong(f"GET {path}: {status}")
        return text if status == 200 else ""

    def send(self, path: str, data: Mapping[str, object], led: str) -> str:
        """Post; return where it led, which must hold `led`. Raises NotDone, Wrong."""
        body = urlencode({**data, "csrfmiddlewaretoken": TOKEN})
        status, place, text = self._ask("POST", path, body)
        if status in NOT_DONE:
            raise NotDone(f"{status}")
        if status != 302 or led not in place:
            raise Wrong(f"POST {path}: {status} {place} {_words(text)}")
        return place

    def _ask(self, verb: str, path: str, body: str | None) -> tuple[int, str, str]:
        http_ = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            http_.request(verb, path, body, headers)
            answer = http_.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NotDone(type(error).__name__) from error
        finally:
            http_.close()
        return answer.status, answer.headers.get("Location", ""), text


def _words(text: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", text.partition("<main")[2]).split())[:200]


def version_on(page: str) -> str:
    """Find the version that a page would send back, '' when it has no such form."""
    found = VERSION.search(page)
    return found[1] if found else ""


class Writer(threading.Thread):
    """One unit's owner and its union at work, month by month, until told to stop.

    An act that was not acknowledged is tried again from a fresh page, as a person would.
    """

    quantities = itertools.count(20_001)

    def __init__(self, ledger: Ledger, owner: HttpClient, union: HttpClient, licence: str) -> None:
        super().__init__(daemon=True)
        self.ledger, self.owner, self.union, self.licence = ledger, owner, union, licence
        self.stopped = threading.Event()
        self.tracking = self.quantity = ""

    def run(self) -> None:
        """Open, save, file, return, correct, file again and approve, month after month."""
        for act in self._acts():
            while not self.stopped.is_set():
                try:
                    done = act()
                except NotDone as error:
                    # Not acknowledged: it may be done or not, so nothing is expected of it.
                    self.ledger.unsure[str(error)] += 1
                    time.sleep(BREATH_SECONDS)
                    continue
                except Wrong as error:
                    self.ledger.wrong.append(str(error))
                    return
                if done:
                    self.ledger.acts.append(done)
                break
            if self.stopped.is_set():
                return

    def _acts(self) -> Iterator[Callable[[], Acknowledged | None]]:
        for number in itertools.count():
            month = JalaliMonth(1398, 7) + number
            yield partial(self._open, month)
            yield self._fill
            yield self._file
            yield self._return
            yield self._correct
            yield self._file
            yield self._approve

    def _open(self, month: JalaliMonth) -> Acknowledged:
        data = {"licence": self.licence, "month": f"{month.year}{month.month:02}"}
        place = self.owner.send("/statistics/again/", data, "/month/")
        self.tracking = place.split("/")[2]
        return Acknowledged("opened", self.tracking)

    def _new_quantity(self) -> str:
        """Count on to a quantity never sent before, near the others: nobody asks why it differs."""
        number = next(self.quantities)
        self.quantity = f"{number // 1000}.{number % 1000:03}"
        return self.quantity

    def _fill(self) -> Acknowledged | None:
        path = f"/statistics/{self.tracking}/month/"
        seen = version_on(self.owner.read(path))
        quantity = self._new_quantity()
        data = production((BAG, quantity)) | exports(answer="no") | people()
        self.owner.send(path, data | {"version": seen, "action": "confirm"}, "/confirm/")
        # The page of the whole month names four versions; the second is that of step 2.
        return Acknowledged("saved", self.tracking, int(seen.split("-")[1]) + 1, quantity)

    def _correct(self) -> Acknowledged | None:
        path = f"/statistics/{self.tracking}/production/"
        seen = version_on(self.owner.read(path))
        quantity = self._new_quantity()
        data = production((BAG, quantity)) | {"version": seen, "action": "confirm"}
        self.owner.send(path, data, "/statistics/")
        return Acknowledged("saved", self.tracking, int(seen) + 1, quantity)

    def _file(self) -> Acknowledged | None:
        path = f"/statistics/{self.tracking}/confirm/"
        page = self.owner.read(path)
        if not page:
            return None  # done before, though nobody said so
        seen = version_on(page)
        self.owner.send(path, {"version": seen}, "/receipt/")
        return Acknowledged("filed", self.tracking, int(seen) + 1, self.quantity)

    def _return(self) -> Acknowledged | None:
        reason = f"مقدار {self.quantity} را ببینید"
        return self._decide("return", "returned", {"reason": reason})

    def _approve(self) -> Acknowledged | None:
        return self._decide("approve", "approved", STATED)

    def _decide(self, move: str, kind: str, data: dict[str, str]) -> Acknowledged | None:
        page = self.union.read(f"/review/{self.tracking}/")
        path = f"/review/{self.tracking}/{move}/"
        if f'action="/review/{self.tracking}/decide/"' not in page:
            return None
        seen = version_on(page)
        self.union.send(path, data | {"version": seen}, "/review/")
        return Acknowledged(kind, self.tracking, int(seen) + 1, data.get("reason", ""))
