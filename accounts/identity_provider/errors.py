"""Why no account of a provider's came of a sign-in."""

from config.errors import ConflictError, DomainError


class ProviderFailedError(DomainError):
    """What came back does not prove who somebody is; the text is for the log, not the person."""


class ProviderAwayError(ProviderFailedError):
    """The provider does not answer now."""

    status = 503


class NotLinkableError(ConflictError):
    """The account belongs to another person, or the person has another one there; a sentence."""
