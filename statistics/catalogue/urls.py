"""Addresses of the catalogue's editors, under /catalog/."""

from django.urls import path

from statistics.catalogue import editviews, views

app_name = "catalogue"
urlpatterns = [
    path("editor/", views.home, name="home"),
    path("products/new/", editviews.NewProduct.as_view(), name="new"),
    path("products/<digits:code>/", views.product, name="product"),
    path("products/<digits:code>/describe/", editviews.DescribeProduct.as_view(), name="describe"),
    path("products/<digits:code>/retire/", editviews.RetireProduct.as_view(), name="retire"),
    path("products/<digits:code>/restore/", editviews.RestoreProduct.as_view(), name="restore"),
    path("products/<digits:code>/measure/", editviews.ChangeMeasure.as_view(), name="measure"),
    path("nodes/<slug:code>/", views.node, name="node"),
    path("nodes/<slug:code>/rename/", editviews.RenameNode.as_view(), name="rename_node"),
    path("nodes/<slug:code>/retire/", editviews.RetireNode.as_view(), name="retire_node"),
    path("nodes/<slug:code>/restore/", editviews.RestoreNode.as_view(), name="restore_node"),
]
