from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self) -> None:
        """Answer the steps' question why a month came back."""
        from review.return_notes import return_note
        from statistics.return_note import read_with

        read_with(return_note)
