"""The catalog app: code lists, holidays and the dated policy."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Code lists that every other app builds on."""

    name = "catalog"
    verbose_name = "فهرست‌های پایه"
