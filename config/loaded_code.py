"""A process that holds its code and pages from the start.

An upgrade lays new files into the folder of the running code. What is read only when a visitor
first asks for it would then be new beside old: a page that fails until the process is reloaded.
"""

import gc
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.password_validation import get_default_password_validators
from django.forms.renderers import DjangoTemplates as FieldTemplates
from django.forms.renderers import get_default_renderer
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.utils.module_loading import import_string


def load_everything() -> None:
    """Read all views and all templates, ours and those of the packages, into this process."""
    import_module(settings.ROOT_URLCONF)
    import_string(settings.SESSION_SERIALIZER)
    import_string(settings.MESSAGE_STORAGE)
    get_backends()
    get_default_password_validators()
    fields = get_default_renderer()
    known = [*engines.all(), *([fields.engine] if isinstance(fields, FieldTemplates) else [])]
    for engine in known:
        if not isinstance(engine, DjangoTemplates):
            continue
        # Read so late otherwise: names that only settings know.
        _ = engine.engine.template_context_processors
        for folder in engine.template_dirs:
            for page in sorted(Path(folder).rglob("*.*")):
                # A package's page for what is not installed here fails where it is asked for.
                with suppress(TemplateDoesNotExist, TemplateSyntaxError):
                    if page.suffix in {".html", ".txt"}:
                        engine.get_template(page.relative_to(folder).as_posix())
    # It stays to the end: what a page makes is looked through for garbage without it.
    gc.collect()
    gc.freeze()
