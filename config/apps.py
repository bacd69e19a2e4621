from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    """The shared kernel as an app: it brings the template tags and nothing to the database."""

    name = "config"
    label = "portal"


class StaticFiles(StaticFilesConfig):
    """Static files without what the front-end packages bring and no page links."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap-*",
        "bootstrap.css*",
        "bootstrap.min.css*",
        "bootstrap.rtl.css*",
        "vazirmatn-latin-ext-*",
    ]
