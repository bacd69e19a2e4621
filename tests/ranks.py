"""How high each module stands in its app: imports go to the same height or below.

The height is known by a module's name (`queries`), by the end of it (`owner_views`), or by the
tables below for modules and rooms with names of their own. A module that none of the three knows
fails the test of the layers; no entry covers a whole app.
"""

# From the ground up; names on one line stand at one height.
HEIGHTS = (
    ("enums",),
    ("models", "errors"),
    ("queries", "rules"),
    ("services",),
    ("forms", "exports"),
    ("views", "tasks", "templatetags"),
    ("urls", "commands", "apps"),
)

# The only name for a module that any page, worker or command of its app may start from.
ENTRY = "urls"

# Rooms whose modules stand at one height, whatever they are called.
ROOMS = {
    "config.local": ENTRY,
    "config.uploads.tables.child": "enums",
    "statistics.filing.web": "views",
}

MODULES = {
    # config: values everybody knows, then what reads them, then what answers a request
    "config.append_only_triggers": "enums",
    "config.cache": "enums",
    "config.form_sentences": "enums",
    "config.identifiers": "enums",
    "config.inert_cells": "enums",
    "config.jalali": "enums",
    "config.persian": "enums",
    "config.one_line": "enums",
    "config.long_statements": "queries",
    "config.loaded_code": ENTRY,
    "config.planner": "queries",
    "config.postgresql.base": "enums",
    "config.postgresql.patience": ENTRY,
    "config.uploads.bounded_process": "enums",
    "config.uploads.clamd": "rules",
    "config.uploads.content": "rules",
    "config.uploads.limits": "rules",
    "config.uploads.reader": "enums",
    "config.uploads.storage": "services",
    "config.uploads.tables.answers": "rules",
    "config.uploads.tables.cells": "rules",
    "config.uploads.tables.columns": "rules",
    "config.uploads.tables.days": "rules",
    "config.uploads.tables.heads": "rules",
    "config.uploads.tables.merged": "rules",
    "config.uploads.tables.readers": "forms",
    "config.uploads.tables.refused_rows": "forms",
    "config.uploads.tables.template_files": "forms",
    "config.uploads.tables.uploaded": "forms",
    "config.charts": "rules",
    "config.keyset": "forms",
    "config.numbered_pages": "forms",
    "config.time_left": "rules",
    "config.fields": "forms",
    "config.jalali_date_field": "forms",
    "config.autosave": "forms",
    "config.http": "forms",
    "config.template_minifier": "forms",
    "config.form_recovery": "views",
    "config.health": ENTRY,
    "config.inert_enter": "views",
    "config.middleware": "views",
    "config.refusals": "views",
    "config.stale_plans": "urls",
    "config.broker": ENTRY,
    "config.repeated_posts": "views",
    "config.celery": ENTRY,
    "config.heartbeats": "services",
    "config.worker_consumer": "services",
    "config.readiness": ENTRY,
    "config.clock": "queries",
    "config.database_options": ENTRY,
    "config.environment": ENTRY,
    "config.start_checks": ENTRY,
    "config.settings": ENTRY,
    "config.wsgi": ENTRY,
    # catalog
    "catalog.fields": "enums",
    "catalog.list_files": "rules",
    "catalog.policy_definitions": "enums",
    "catalog.validity": "enums",
    "catalog.policy.book": "queries",
    "catalog.search": "queries",
    # accounts
    "accounts.authority": "queries",
    "accounts.checks": ENTRY,
    "accounts.guards": "forms",
    "accounts.guesses": "services",
    "accounts.reset_links": "services",
    "accounts.confirmation": "services",
    "accounts.contact_change": "services",
    "accounts.password_words": "rules",
    "accounts.trail": "rules",
    "accounts.signin_lockout": "rules",
    "accounts.grants": "services",
    "accounts.notices.backends": "services",
    "accounts.notices.outbox": "services",
    "accounts.notices.set_aside": "services",
    "accounts.passwords": "services",
    "accounts.sessions": "services",
    "accounts.profile": "views",
    "accounts.technical.model_admins": "views",
    "accounts.technical.site": "views",
    "accounts.technical.switching": "services",
    # units
    "units.eligibility": "rules",
    "units.imports.kinds": "models",
    "units.imports.worker": "services",
    "units.registry.duty": "rules",
    "units.registry.keepers": "services",
    # statistics
    "statistics.diagram": "enums",
    "statistics.passed_levels": "queries",
    "statistics.return_note": "queries",
    "statistics.figures": "queries",
    "statistics.history_audit": "services",
    "statistics.timeliness": "queries",
    "statistics.revisions": "services",
    "statistics.tracking_numbers": "services",
    "statistics.reminders": "services",
    "statistics.obligation.statement": "services",
    "statistics.obligation.lists": "services",
    "statistics.obligation.outlook": "services",
    "statistics.obligation.year_calendar": "services",
    "statistics.obligation.notices": "services",
    "statistics.obligation.registry_judge": "services",
    "statistics.filing.notebook.prefill": "services",
    "statistics.files.corrected": "queries",
    "statistics.files.columns": "rules",
    "statistics.files.writers": "services",
    "statistics.files.own_months": "forms",
    "statistics.filing.outdated_products": "queries",
    "statistics.filing.previous_months": "queries",
    "statistics.filing.export_weights": "services",
    "statistics.filing.checks": "services",
    "statistics.filing.soft_checks": "services",
    "statistics.filing.storage": "services",
    "statistics.filing.restoring": "services",
    "statistics.filing.undo": "services",
    "statistics.filing.month_service": "services",
    "statistics.filing.fields": "forms",
    "statistics.filing.reason_boxes": "forms",
    "statistics.filing.row_inputs": "forms",
    "statistics.filing.submitted_values": "forms",
    # review
    "review.rates": "rules",
    "review.deadlines": "queries",
    "review.routing": "queries",
    "review.passed_levels": "queries",
    "review.return_notes": "queries",
    "review.timeline": "queries",
    "review.inbox.labels": "queries",
    "review.authorization": "services",
    "review.notifications": "services",
    "review.workflow": "services",
    "review.sweep.engine": "services",
    "review.sweep.guard": "services",
    "review.inbox.bulk": "services",
    "review.correspondence.correction_requests": "services",
    "review.checklist.answers": "services",
    "review.case.return_reasons": "enums",
    "review.case.flags": "forms",
    "review.case.figures": "forms",
    "review.case.context": "forms",
    "review.inbox.choices": "forms",
    "review.inbox.figures": "forms",
    "review.owner.correction_progress": "forms",
    "review.owner.task_list": "forms",
    "review.owner.unit_rows": "forms",
    # oversight
    "oversight.measures": "enums",
    "oversight.periods": "enums",
    "oversight.simulation.policy_override": "queries",
    "oversight.simulation.lapses": "services",
    "oversight.simulation.activity": "services",
    "oversight.dashboard.board": "forms",
    "oversight.evaluation.board": "forms",
    # portal
    "portal.help.topics": "enums",
    "portal.help.context": "views",
    "portal.navigation": "views",
    # demo: the small country and the loader write through the services below them
    "demo.people": "enums",
    "demo.addresses": "enums",
    "demo.trades": "enums",
    "demo.places": "enums",
    "demo.rates": "services",
    "demo.scenarios": "enums",
    "demo.reasons": "rules",
    "demo.production_patterns": "rules",
    "demo.decision_history": "rules",
    "demo.catalog_edits": "services",
    "demo.followup": "services",
    "demo.history": "services",
    "demo.cases": "services",
    "demo.country": "services",
    "demo.scale.bulk_load": "services",
    "demo.scale.case_details": "services",
    "demo.scale.months": "services",
    "demo.scale.revisions": "services",
    "demo.scale.registry": "services",
    "demo.scale.load": "services",
}

_HEIGHT = {name: height for height, names in enumerate(HEIGHTS) for name in names}


def height_of(module: str) -> int | None:
    """Find how high a module of an app stands; None when nothing here knows it."""
    if module in MODULES:
        return _HEIGHT[MODULES[module]]
    parts = module.split(".")
    rooms = [".".join(parts[:end]) for end in range(len(parts), 1, -1)]
    if room := next((room for room in rooms if room in ROOMS), None):
        return _HEIGHT[ROOMS[room]]
    for part in reversed(parts[1:]):
        for name in (part, part.rpartition("_")[2]):
            if name in _HEIGHT:
                return _HEIGHT[name]
    return None
