"""Addresses of the catalogue's editors, under /catalog/."""

from django.urls import path

from statistics.office.catalog_pages import edit_views, views

app_name = "catalogue"
urlpatterns = [
    path("editor/", views.home, name="home"),
    path("products/new/", edit_views.NewProduct.as_view(), name="new"),
    path("products/<digits:code>/", views.product, name="product"),
    path("products/<digits:code>/describe/", edit_views.DescribeProduct.as_view(), name="describe"),
    path("products/<digits:code>/retire/", edit_views.RetireProduct.as_view(), name="retire"),
    path("products/<digits:code>/restore/", edit_views.RestoreProduct.as_view(), name="restore"),
    path("products/<digits:code>/measure/", edit_views.ChangeMeasure.as_view(), name="measure"),
    path("nodes/<slug:code>/", views.node, name="node"),
    path("nodes/<slug:code>/rename/", edit_views.RenameNode.as_view(), name="rename_node"),
    path("nodes/<slug:code>/retire/", edit_views.RetireNode.as_view(), name="retire_node"),
    path("nodes/<slug:code>/restore/", edit_views.RestoreNode.as_view(), name="restore_node"),
]
