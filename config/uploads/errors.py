"""Why a file was refused. Nothing was stored when this is raised."""

from config.errors import InvalidError


class UnacceptableFileError(InvalidError):
    """The file cannot be taken."""
