from accounts.technical.model_admins import site

# The templates of Django's admin ask for their addresses below this name.
app_name = "admin"
urlpatterns = site.get_urls()
