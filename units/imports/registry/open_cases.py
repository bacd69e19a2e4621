"""Cases that desks hold, as the apps above tell of them: a unit that moves leaves them behind."""

# What selects `unit_id`, once for each case in review.
_SELECTS: list[str] = []


def count_cases(select: str) -> None:
    """Let the dry run count the rows of a SELECT of `unit_id` as cases in review."""
    _SELECTS.append(select)


def cases_in_review() -> str:
    """Write all of them as one SELECT of `unit_id`."""
    return " UNION ALL ".join(["SELECT NULL::bigint AS unit_id WHERE false", *_SELECTS])
