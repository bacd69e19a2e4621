from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig

from config import form_sentences


class KernelConfig(AppConfig):
    """The shared kernel as an app: it brings the template tags and nothing to the database."""

    name = "config"
    label = "kernel"

    def ready(self) -> None:
        form_sentences.use()


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


class WrongPasswords(AxesConfig):  # type: ignore[misc]
    """The lock after wrong passwords, under a Persian name."""

    verbose_name = "رمزهای نادرست"


class TechnicalPages(SimpleAdminConfig):
    """Django's admin, which registers nothing by itself, under a Persian name."""

    verbose_name = "مدیریت فنی سامانه"

    def ready(self) -> None:
        super().ready()
        # Django's translation calls its log «موارد اتفاقات».
        meta = self.get_model("LogEntry")._meta
        meta.verbose_name, meta.verbose_name_plural = "کار مدیر فنی", "کارهای مدیران فنی"
