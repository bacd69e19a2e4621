"""What is stored of evaluation, meetings and simulations, and of the burden on the units."""

from oversight.models.best_units import BestUnit as BestUnit
from oversight.models.best_units import BestUnitList as BestUnitList
from oversight.models.burden import FillingTime as FillingTime
from oversight.models.evaluation import EvaluationEdition as EvaluationEdition
from oversight.models.meetings import Meeting as Meeting
from oversight.models.meetings import MeetingTask as MeetingTask
from oversight.models.meetings import TaskAnswer as TaskAnswer
from oversight.models.simulation import Simulation as Simulation
from oversight.models.simulation import SimulationFinding as SimulationFinding
