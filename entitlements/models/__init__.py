"""Rows of what filing opens."""

from entitlements.models.certificates import Certificate as Certificate
from entitlements.models.certificates import CertificateCheck as CertificateCheck
