"""One search for every officer: a unit or a case by what a caller says on the phone."""
