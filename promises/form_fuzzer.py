"""Feed every hostile string to each form class inside the view's own request.

The page's own form is sent once as it should be. Before a form that the view has bound reads what
was sent, it reads all the strings, each field another one at a time: with the choices, the rows
and the person that it has in the portal. What it refuses goes no further than this; what it takes
is sent, by one of the fields of that class (promises.fuzz_requests).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from django.forms import BaseForm, BooleanField
from django.forms.formsets import ManagementForm
from django.http import QueryDict

from promises.field_inventory import InventoriedForm, noticed
from promises.fuzz_requests import FAR_APART, as_it_should_be, fault_of, send
from promises.hostile_strings import STRINGS, seen
from tests.access import Stage, body_of

# NUL never comes to a form: it is refused before any view.
TOLD = [seen(text) for text in STRINGS if "\0" not in text]


@dataclass
class FieldsRead:
    """The fields that form classes read in one request: of which class each is, what it took.

    Parts of a date have names and no class of their own. `fault` says what broke.
    """

    names: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    taken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fault: str = ""


def hear(stage: Stage, form: InventoriedForm, texts: Sequence[str] = TOLD) -> FieldsRead:
    """Send a form as it should be while its form classes read all these strings."""
    heard = FieldsRead()
    with _reading(form, texts, heard):
        answer = send(stage, form, as_it_should_be(form))
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    body_of(answer)
    heard.fault = heard.fault or fault_of(answer, text)
    return heard


@contextmanager
def _reading(form: InventoriedForm, texts: Sequence[str], heard: FieldsRead) -> Iterator[None]:
    read, fields = BaseForm.full_clean, form.fields

    def read_all(self: BaseForm) -> None:
        own = self.data
        # How many rows there are is no matter of the field alone: these numbers are sent.
        if self.is_bound and isinstance(own, QueryDict) and not isinstance(self, ManagementForm):
            with noticed() as names:
                for turn in range(len(texts)):
                    self.data = _told(own, fields, texts, turn)
                    try:
                        read(self)
                    except Exception as error:
                        heard.fault = heard.fault or f"{form.name} {error!r:.200} {_short(self)}"
                        raise
                    _note(self, heard, fields)
            heard.names |= names & set(fields)
            self.data = own
        read(self)

    with patch.object(BaseForm, "full_clean", read_all):
        yield


def _told(own: QueryDict, fields: Sequence[str], texts: Sequence[str], turn: int) -> QueryDict:
    data = own.copy()
    for at, name in enumerate(fields):
        # Neighbouring fields read strings of different kinds in one turn.
        data[name] = texts[(turn + FAR_APART * at) % len(texts)]
    return data


def _note(form: BaseForm, heard: FieldsRead, fields: Sequence[str]) -> None:
    """Keep what the fields of a form have taken; to a checkbox all strings are one."""
    for name, kind in form.fields.items():
        sent = form.add_prefix(name)
        if sent in fields and not isinstance(kind, BooleanField):
            heard.kinds[sent] = type(kind).__name__
            if name not in form.errors:
                heard.taken[sent].append(form.data[sent])


def _short(form: BaseForm) -> dict[str, str]:
    names = map(form.add_prefix, form.fields)
    return {name: form.data.get(name, "")[:40] for name in names}
