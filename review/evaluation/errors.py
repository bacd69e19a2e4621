"""Why an evaluation is not published."""


class NotPublished(Exception):
    """Base of the refusals; its words are shown."""


class TooEarly(NotPublished):
    """The allowed delay of the last month still runs somewhere."""


class Unchanged(NotPublished):
    """The figures are those of the latest edition."""


class NeedsReason(NotPublished):
    """A later edition says why."""


class AnotherEdition(Exception):
    """Somebody published since the person looked."""
