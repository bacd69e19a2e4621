"""People, the organizations they work for, what they may do there, and what they are told."""

from accounts.models.access import AccessHop as AccessHop
from accounts.models.access import AccessProblem as AccessProblem
from accounts.models.access import AccessRequest as AccessRequest
from accounts.models.appointments import Appointment as Appointment
from accounts.models.appointments import AppointmentEvent as AppointmentEvent
from accounts.models.codes import OneTimeCode as OneTimeCode
from accounts.models.grants import Absence as Absence
from accounts.models.grants import GrantChange as GrantChange
from accounts.models.grants import OrganizationPermission as OrganizationPermission
from accounts.models.notices import Notice as Notice
from accounts.models.notices import Outbox as Outbox
from accounts.models.notices import SetAside as SetAside
from accounts.models.notices import SmsDay as SmsDay
from accounts.models.organizations import Organization as Organization
from accounts.models.organizations import short_name as short_name
from accounts.models.people import User as User
from accounts.models.people import UserManager as UserManager
from accounts.models.people import UserSession as UserSession
from accounts.models.second_factor import FactorReset as FactorReset
from accounts.models.second_factor import ProviderAccount as ProviderAccount
from accounts.models.trail import AccessEvent as AccessEvent
from accounts.models.training import LessonFinish as LessonFinish
from accounts.models.training import LessonReminder as LessonReminder
