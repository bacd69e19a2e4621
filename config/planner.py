"""Plans of set-based statements that must not hang on what the planner guesses."""

from django.db import connection

_BY_KEY = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)
"""


def force_index_plans() -> None:
    """Let the rest of this transaction find every row by key."""
    with connection.cursor() as cursor:
        # The planner cannot know how many rows a statement finds that was just handed its ids,
        # least of all in a table that was empty when it was last looked at. One scan too many for
        # each of them would cost more than all the rest. `true`: for this transaction only.
        cursor.execute(_BY_KEY)
