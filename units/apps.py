from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"

    def ready(self) -> None:
        from accounts.contact_change import keep_mobile
        from units.contacts.mobile_queries import mobile_page
        from units.imports.kinds import register
        from units.imports.registry.kind import UNITS

        register(UNITS)
        keep_mobile(mobile_page)
