from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from accounts.access import skipping_queries
        from config.readiness import DATABASE, Probe, register
        from review.passed_levels import mark_up_to
        from review.return_notes import return_note
        from review.skipped_unions import skipping_of
        from review.sweep.guard import doubt_in_words
        from statistics import passed_levels
        from statistics.return_note import read_with

        register(Probe("sweep", doubt_in_words, DATABASE))
        # `statistics` never reads a decision: it asks by these two doors (decision 0008).
        read_with(return_note)
        # Nor does `accounts` know of units and months.
        skipping_queries.read_with(skipping_of)
        passed_levels.ask_with(mark_up_to)
