"""Rows of circulars and of the help desk."""

from outreach.models.circulars import Circular as Circular
from outreach.models.circulars import CircularAnnex as CircularAnnex
from outreach.models.circulars import CircularHop as CircularHop
from outreach.models.circulars import CircularReminder as CircularReminder
from outreach.models.circulars import UnitReceipt as UnitReceipt
from outreach.models.help_desk import HelpCategory as HelpCategory
from outreach.models.help_desk import Ticket as Ticket
from outreach.models.help_desk import TicketEntry as TicketEntry
