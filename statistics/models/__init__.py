"""What is stored of a monthly submission and around it."""

from statistics.models.export_log import ExportLog as ExportLog
from statistics.models.lines import Employment as Employment
from statistics.models.lines import ExportDeclaration as ExportDeclaration
from statistics.models.lines import ExportLine as ExportLine
from statistics.models.lines import ProductionLine as ProductionLine
from statistics.models.notebook import DailyEntry as DailyEntry
from statistics.models.obligation_lists import ListedUnit as ListedUnit
from statistics.models.obligation_lists import ObligationList as ObligationList
from statistics.models.peers import PeerBand as PeerBand
from statistics.models.reminders import AskedReminder as AskedReminder
from statistics.models.reminders import Reminder as Reminder
from statistics.models.revision import Revision as Revision
from statistics.models.selection import SelectedProduct as SelectedProduct
from statistics.models.selection import SelectedUnit as SelectedUnit
from statistics.models.steps import RaisedFlag as RaisedFlag
from statistics.models.steps import StepState as StepState
from statistics.models.submission import Submission as Submission
from statistics.models.submission import SubmissionQuerySet as SubmissionQuerySet
