"""What is stored of the review of a submission."""

from review.models.checklist import UnionCheck as UnionCheck
from review.models.complaints import Complaint as Complaint
from review.models.correspondence import Answer as Answer
from review.models.correspondence import CorrectionRequest as CorrectionRequest
from review.models.correspondence import Question as Question
from review.models.decision import Decision as Decision
from review.models.evidence import Evidence as Evidence
from review.models.followup import Contact as Contact
from review.models.sweep import SweepAlarm as SweepAlarm
from review.models.sweep import SweepEnd as SweepEnd
from review.models.sweep import SweepRun as SweepRun
from review.models.visits import Visit as Visit
from review.models.visits import VisitAnswer as VisitAnswer
from review.models.visits import VisitPhoto as VisitPhoto
from review.models.visits import VisitProposal as VisitProposal
from review.models.visits import VisitQuerySet as VisitQuerySet
from review.models.visits import VisitQuestion as VisitQuestion
from review.models.visits import VisitQuestionnaire as VisitQuestionnaire
from review.models.workbook import Workbook as Workbook
from review.models.workbook import WorkbookUnit as WorkbookUnit
