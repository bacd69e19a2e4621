"""The portal for a WSGI server: `gunicorn config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Views and models can be imported from here on only.
from config.loaded_code import load_everything  # noqa: E402

load_everything()
