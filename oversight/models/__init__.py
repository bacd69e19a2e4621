"""What is stored of the offices' evaluation and of policy simulations."""

from oversight.models.evaluation import EvaluationEdition as EvaluationEdition
from oversight.models.simulation import Simulation as Simulation
from oversight.models.simulation import SimulationFinding as SimulationFinding
