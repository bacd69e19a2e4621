from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The shared kernel as an app: it brings the template tags and nothing to the database."""

    name = "config"
    label = "portal"
