"""The portal with the bench's plain answer beside it: `gunicorn bench.cases.webapp`."""

from django.conf import settings

from config.wsgi import application as application

settings.ROOT_URLCONF = "bench.cases.web"
