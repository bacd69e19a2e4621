from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from review.return_notes import return_note
        from statistics.return_note import read_with

        # `statistics` never reads a decision: it asks by this one door (decision 0008).
        read_with(return_note)
