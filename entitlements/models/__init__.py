"""Rows of what filing opens."""

from entitlements.models.certificates import Certificate as Certificate
from entitlements.models.certificates import CertificateCheck as CertificateCheck
from entitlements.models.inquiries import AgencyToken as AgencyToken
from entitlements.models.inquiries import Agreement as Agreement
from entitlements.models.inquiries import Inquiry as Inquiry
from entitlements.models.inquiries import InquiryAnswer as InquiryAnswer
from entitlements.models.inquiries import InquiryRefusal as InquiryRefusal
from entitlements.models.inquiries import RefusedUnit as RefusedUnit
from entitlements.models.orders import OrderLook as OrderLook
from entitlements.models.service_desk import SupportAnswer as SupportAnswer
from entitlements.models.service_desk import SupportQuestion as SupportQuestion
