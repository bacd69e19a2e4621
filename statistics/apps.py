from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "statistics"

    def ready(self) -> None:
        # Its models may be imported only now.
        from statistics.enums import IN_REVIEW
        from statistics.obligation.registry_judge import RegistryJudge
        from statistics.office.list_files.kinds import LIST_FILES
        from units.imports.kinds import register as register_import
        from units.imports.registry.open_cases import count_cases
        from units.registry.duty import register

        register(RegistryJudge())
        for kind in LIST_FILES:
            register_import(kind)
        states = ", ".join(f"'{state.value}'" for state in IN_REVIEW)
        # A round goes its way to the end, wherever its unit has moved.
        count_cases(f"SELECT unit_id FROM statistics_submission WHERE state IN ({states})")
