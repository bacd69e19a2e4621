"""Django's admin for the technical administrator alone: accounts and running, never a figure.

It opens by the post, read from `accounts.authority`; Django's own flags and permissions open
nothing. People sign in where everybody does, so its own ways in and out are left away.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache

from accounts.authority import authority_of
from accounts.enums import Permission

View = Callable[..., HttpResponseBase]


class TechnicalSite(AdminSite):
    """Lists to look at, and two acts: switching an account, sending a message again."""

    site_header = "مدیریت فنی"
    site_title = "آمار تولید اصناف"
    index_title = "حساب‌ها و کارکرد سامانه"
    final_catch_all_view = False

    def has_permission(self, request: Any) -> bool:
        return bool(authority_of(request.user).organizations(Permission.RUN_PORTAL))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse who does not hold the post (403); who is not signed in never comes so far."""

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise PermissionDenied
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return guarded if cacheable else never_cache(guarded)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # Only these of Django's: people sign in and change passwords where everybody does.
        found: list[URLPattern | URLResolver] = [
            path("", self.admin_view(self.index), name="index"),
            path("jsi18n/", self.admin_view(self.i18n_javascript, True), name="jsi18n"),
        ]
        for model, listing in self._registry.items():
            place = f"{model._meta.app_label}/{model._meta.model_name}/"
            found.append(path(place, include(listing.get_urls())))
        labels = sorted({model._meta.app_label for model in self._registry})
        shape = rf"^(?P<app_label>{'|'.join(labels)})/$"
        return [*found, re_path(shape, self.admin_view(self.app_index), name="app_list")]
