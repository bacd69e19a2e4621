"""The contact list: its purpose is asked, its file handed over."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user
from portal.unit_list.forms import ContactListForm
from portal.unit_list.queries import Reach
from portal.unit_list.services import NobodyListedError
from portal.unit_list.services import contact_list as write_list
from portal.unit_list.views import chosen_of, query_of
from statistics.enums import ExportFormat
from statistics.files.writers import MEDIA_TYPES

officers_only = OfficeGuard("فهرست تماس برای کارشناسان حوزه است.", Permission.VIEW_REGISTRY)
NOBODY = "این فهرست واحدی ندارد؛ فیلترهای صفحهٔ واحدها را کم کنید."


@require_http_methods(["GET", "POST"])
@officers_only
def contact_list(request: HttpRequest) -> HttpResponse | FileResponse:
    """Ask what the list is for, then answer with the file; 422 for what is to put right."""
    reach = Reach(current_user(request), timezone.now())
    chosen, sent = chosen_of(request.GET), form_recovery.sent(request)
    form, posted = ContactListForm(sent), request.method == "POST"
    if posted and form.is_valid():
        try:
            file = write_list(reach, chosen, form.cleaned_data["purpose"], query_of(chosen))
        except NobodyListedError:
            form.add_error(None, NOBODY)
        else:
            kind = MEDIA_TYPES[ExportFormat.XLSX]
            return FileResponse(
                file, as_attachment=True, filename="contacts.xlsx", content_type=kind
            )
    errors = faults(form) if posted else []
    context = {
        "form": form,
        "errors": errors,
        "query": query_of(chosen),
        "kept": sent is not None and not posted,
    }
    status = 422 if errors else 200
    return render(request, "portal/unit_list/contact_list.html", context, status=status)
