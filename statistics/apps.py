from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "statistics"

    def ready(self) -> None:
        # Its models may be imported only now.
        from statistics.obligation.registry_judge import RegistryJudge
        from units.registry.duty import register

        register(RegistryJudge())
