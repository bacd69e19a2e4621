"""Guild production units, their licences and the people who act for them."""

from units.models.activity import ActivityChange as ActivityChange
from units.models.capacity import Capacity as Capacity
from units.models.contact_lists import ContactListExport as ContactListExport
from units.models.contacts import ContactNumber as ContactNumber
from units.models.contacts import MobileChange as MobileChange
from units.models.enrolment import CampaignReminder as CampaignReminder
from units.models.enrolment import DelegateInvitation as DelegateInvitation
from units.models.enrolment import RegistrationCampaign as RegistrationCampaign
from units.models.expiry import ExpiryNotice as ExpiryNotice
from units.models.imports import Import as Import
from units.models.imports import ImportRow as ImportRow
from units.models.licences import Licence as Licence
from units.models.licences import LicenceState as LicenceState
from units.models.members import UnitMember as UnitMember
from units.models.registry import RegistryChange as RegistryChange
from units.models.unit import Unit as Unit
from units.models.unit import UnitQuerySet as UnitQuerySet
from units.models.unit import UnitWords as UnitWords
from units.models.verification import RegistryIssue as RegistryIssue
from units.models.verification import Verification as Verification
