from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self) -> None:
        """Answer the steps' question why a month came back."""
        from review.returns import return_note
        from statistics.returns import read_with

        read_with(return_note)
