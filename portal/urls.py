from django.urls import path

from portal import navigation

urlpatterns = [
    path("", navigation.home, name="home"),
    path("import-orders/", navigation.import_orders, name="import_orders"),
]
