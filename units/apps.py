from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"

    def ready(self) -> None:
        from units.imports.kinds import register
        from units.imports.registry.kind import UNITS

        register(UNITS)
