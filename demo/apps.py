from django.apps import AppConfig
from django.conf import settings

from config.environment import Profile


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self) -> None:
        if settings.PROFILE is not Profile.DEMO:
            return
        # They can be imported only once all apps are loaded.
        from demo.preparing import line
        from portal.announcements import announce

        announce(line)
