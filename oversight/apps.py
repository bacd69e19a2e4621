from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        # Models can be imported only once all apps are loaded.
        from oversight.burden.queries import typical_time
        from oversight.files.tables import CASES
        from oversight.simulation.queries import wanted
        from statistics.files.tables import register
        from statistics.office.policy_pages.rehearsals import require
        from statistics.publication.pages import burden

        burden.register(typical_time)
        register(CASES)
        require(wanted)
