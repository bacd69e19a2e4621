"""Why a file was refused. Nothing was stored when this is raised."""


class UnacceptableFileError(ValueError):
    """The file cannot be taken; the text is the Persian sentence for the person."""
