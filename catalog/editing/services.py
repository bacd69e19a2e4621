"""The commands of the catalogue's editors. Each owns its transaction, locks what it edits, checks
that the version the person saw still stands, and appends to the history.

Whether a person may edit is asked before: offices and posts are not known here.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from catalog.editing.errors import EditConflictError, EditRefusedError
from catalog.enums import ChangeKind, IsicLevel
from catalog.models import CatalogueChange, FormerMeasure, IsicNode, Measure, Product
from catalog.validity import not_after
from config.jalali import JalaliMonth
from config.persian import duplicate_key, quoted

OFFICE = "office"
EditedRow = TypeVar("EditedRow", Product, IsicNode)


@dataclass(frozen=True)
class Description:
    """What a product is called."""

    name: str
    goods_id: str = ""
    goods_description: str = ""


@dataclass(frozen=True)
class CatalogueEdit:
    """Who edits, on which version, why and when."""

    user: AbstractBaseUser
    version: int
    reason: str
    at: datetime


@transaction.atomic
def create_product(
    act: CatalogueEdit, code: str, described: Description, measure: Measure, since: JalaliMonth
) -> Product:
    """Add a product to the class that its first four digits name, valid from a month on.

    Raises EditRefusedError.
    """
    # Held, so that the class is not retired between this check and the product.
    isic_class = IsicNode.objects.select_for_update().filter(pk=code[:4]).first()
    if isic_class is None or isic_class.level != IsicLevel.CLASS:
        raise EditRefusedError("code", "چهار رقم نخست این کد، طبقه‌ای از ISIC نیست.")
    if not isic_class.is_valid_in(since):
        raise EditRefusedError("code", f"طبقهٔ {quoted(isic_class.title_fa)} در {since} معتبر نیست.")
    known = Product.objects.filter(code=code).first()
    if known:
        raise EditRefusedError("code", f"این کد از آنِ {quoted(known.name)} است.")
    _refuse_same_name(code, described.name)
    product = Product(
        code=code,
        isic_class=isic_class,
        level=int(code[4]),
        measure=measure,
        source=OFFICE,
        **asdict(described),
    )
    product.since = since
    product.save()
    after = asdict(described) | {"measure": measure.pk, "since": since.to_int()}
    _append(ChangeKind.CREATED, product, act, {}, after)
    return product


@transaction.atomic
def describe_product(act: CatalogueEdit, code: str, described: Description) -> Product:
    """Change name, goods id or description; filed months keep what they named.

    Raises Product.DoesNotExist, EditConflictError, EditRefusedError.
    """
    product = _locked_product(code, act.version)
    _refuse_same_name(code, described.name)
    before = {name: getattr(product, name) for name in asdict(described)}
    if before == asdict(described):
        raise EditRefusedError("name", "چیزی عوض نشده است.")
    return _edit(ChangeKind.DESCRIBED, product, act, before, asdict(described))


@transaction.atomic
def retire_product(
    act: CatalogueEdit, code: str, until: JalaliMonth, successor: str = ""
) -> Product:
    """Retire a product after its last month, with or without one that follows it.

    Months filed before stay as they are. Raises Product.DoesNotExist, EditConflictError,
    EditRefusedError.
    """
    product = _locked_product(code, act.version)
    if product.until is not None:
        raise EditRefusedError("until", f"این محصول از پیش تا {product.until} معتبر است.")
    if product.since is not None and until < product.since:
        raise EditRefusedError(
            "until", f"این محصول از {product.since} معتبر است؛ ماهی پس از آن انتخاب کنید."
        )
    follower = _successor(product, successor, until) if successor else None
    product.successor = follower
    product.until = until
    after = {"until": until.to_int(), "successor": follower.code if follower else ""}
    return _edit(ChangeKind.RETIRED, product, act, {}, after)


@transaction.atomic
def restore_product(act: CatalogueEdit, code: str) -> Product:
    """Undo a retirement. Raises Product.DoesNotExist, EditConflictError, EditRefusedError."""
    product = _locked_product(code, act.version)
    if product.until is None:
        raise EditRefusedError("reason", "این محصول از فهرست خارج نشده است.")
    if _locked_above(product.isic_class_id).until is not None:
        raise EditRefusedError("reason", "طبقهٔ این محصول خارج از فهرست است؛ نخست آن را بازگردانید.")
    # Retired names are free: another product may have taken this one meanwhile.
    _refuse_same_name(code, product.name)
    follower = product.successor.code if product.successor else ""
    before = {"until": product.until.to_int(), "successor": follower}
    product.until = product.successor = None
    return _edit(ChangeKind.RESTORED, product, act, before, {})


@transaction.atomic
def change_measure(act: CatalogueEdit, code: str, measure: Measure, since: JalaliMonth) -> Product:
    """Give a product another measure from a month on; earlier months keep the one they had.

    Raises Product.DoesNotExist, EditConflictError, EditRefusedError.
    """
    product = _locked_product(code, act.version)
    if product.measure_id == measure.pk:
        raise EditRefusedError("measure", "واحد سنجش این محصول همین است.")
    if product.until is not None and product.until < since:
        raise EditRefusedError("since", f"این محصول تا {product.until} معتبر است.")
    if product.since is not None and since <= product.since:
        raise EditRefusedError(
            "since", f"این محصول از {product.since} معتبر است؛ ماهی پس از آن انتخاب کنید."
        )
    last = since - 1
    former = product.former_measures.order_by("to_year", "to_month").last()
    # Months that already have a measure of their own are never written over.
    if former and last < former.until:
        raise EditRefusedError(
            "since", f"واحد سنجش از {former.until + 1} عوض شده است؛ همان یا پس از آن."
        )
    before = {"measure": product.measure_id}
    # Changed twice for the same month, the measure in between was never in force: no row of it.
    if former is None or former.until < last:
        FormerMeasure.objects.create(
            product=product, measure=product.measure, to_year=last.year, to_month=last.month
        )
    elif former.measure_id == measure.pk:
        # Back to what it was: then nothing changed in that month.
        former.delete()
    product.measure = measure
    after = {"measure": measure.pk, "since": since.to_int()}
    return _edit(ChangeKind.MEASURED, product, act, before, after)


@transaction.atomic
def create_node(act: CatalogueEdit, code: str, title: str, since: JalaliMonth) -> IsicNode:
    """Add a group or a class below the activity that its first digits name.

    Raises EditRefusedError.
    """
    # Held, so that it is not retired meanwhile.
    above = IsicNode.objects.select_for_update().filter(pk=code[:-1]).first()
    if above is None or len(code) < len("252"):
        raise EditRefusedError("code", "تنها گروه و طبقه، زیر فعالیتی که هست، افزوده می‌شود.")
    if not above.is_valid_in(since):
        raise EditRefusedError("code", f"{quoted(above.title_fa)} در {since} معتبر نیست.")
    level = IsicLevel.GROUP if len(code) == len("252") else IsicLevel.CLASS
    path = f"{above.path}/{code}"
    node = IsicNode(
        code=code, level=level, parent=above, title_fa=title, title_source=OFFICE, path=path
    )
    node.since = since
    node.save()
    _append(ChangeKind.CREATED, node, act, {}, {"title_fa": title, "since": since.to_int()})
    return node


@transaction.atomic
def rename_node(act: CatalogueEdit, code: str, title: str) -> IsicNode:
    """Change the Persian title of an activity.

    Raises IsicNode.DoesNotExist, EditConflictError, EditRefusedError.
    """
    node = _locked_node(code, act.version)
    before = {"title_fa": node.title_fa}
    if title == node.title_fa:
        raise EditRefusedError("title_fa", "عنوان همین است.")
    # From now on the wording is the office's; loading the base list leaves it alone.
    node.title_source = OFFICE
    return _edit(ChangeKind.DESCRIBED, node, act, before, {"title_fa": title})


@transaction.atomic
def retire_node(act: CatalogueEdit, code: str, until: JalaliMonth) -> IsicNode:
    """Retire an activity below which nothing stays valid longer.

    Raises IsicNode.DoesNotExist, EditConflictError, EditRefusedError.
    """
    node = _locked_node(code, act.version)
    if node.until is not None:
        raise EditRefusedError("until", f"این فعالیت از پیش تا {node.until} معتبر است.")
    ended = Q(to_year__isnull=False) & not_after("to_", until.year, until.month)
    longer = Product.objects.filter(isic_class__path__startswith=node.path).exclude(ended)
    if longer.exists() or node.children.exclude(ended).exists():
        raise EditRefusedError(
            "until", f"زیر این فعالیت چیزی پس از {until} هم معتبر است؛ نخست آن‌ها."
        )
    node.until = until
    return _edit(ChangeKind.RETIRED, node, act, {}, {"until": until.to_int()})


@transaction.atomic
def restore_node(act: CatalogueEdit, code: str) -> IsicNode:
    """Undo the retirement of an activity.

    Raises IsicNode.DoesNotExist, EditConflictError, EditRefusedError.
    """
    node = _locked_node(code, act.version)
    if node.until is None:
        raise EditRefusedError("reason", "این فعالیت از فهرست خارج نشده است.")
    if node.parent_id and _locked_above(node.parent_id).until is not None:
        raise EditRefusedError("reason", "فعالیت بالادست خارج از فهرست است؛ نخست آن را بازگردانید.")
    before = {"until": node.until.to_int()}
    node.until = None
    return _edit(ChangeKind.RESTORED, node, act, before, {})


def _locked_product(code: str, version: int) -> Product:
    return _seen(Product.objects.select_for_update().get(code=code), version)


def _locked_node(code: str, version: int) -> IsicNode:
    return _seen(IsicNode.objects.select_for_update().get(code=code), version)


def _locked_above(code: str) -> IsicNode:
    """Hold what something hangs on, so that it is not retired meanwhile."""
    return IsicNode.objects.select_for_update().get(pk=code)


def _seen(row: EditedRow, version: int) -> EditedRow:
    if row.version != version:
        raise EditConflictError(row)
    return row


def _successor(product: Product, code: str, until: JalaliMonth) -> Product:
    """Lock the product that follows; it is valid in the month after the retirement."""
    found = Product.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise EditRefusedError("successor", "این کد در فهرست محصولات نیست.")
    if found.pk == product.pk:
        raise EditRefusedError("successor", "جانشین باید محصول دیگری باشد.")
    if not found.is_valid_in(until + 1):
        raise EditRefusedError("successor", f"{quoted(found.name)} در {until + 1} معتبر نیست.")
    return found


def _refuse_same_name(code: str, name: str) -> None:
    """Refuse a name that another product of the class has, in any spelling."""
    others = Product.objects.filter(isic_class=code[:4], to_year=None).exclude(code=code)
    # Compared here: the spellings that count as one are known to Python, not to the database.
    for other in others.values_list("name", "code"):
        if duplicate_key(other[0]) == duplicate_key(name):
            raise EditRefusedError("name", f"محصول {other[1]} در همین طبقه به این نام هست.")


def _edit(
    kind: ChangeKind,
    row: EditedRow,
    act: CatalogueEdit,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> EditedRow:
    """Write what changed, raise the version, append to the history."""
    for name in ("name", "goods_id", "goods_description", "title_fa"):
        if name in after:
            setattr(row, name, after[name])
    row.version += 1
    row.save()
    _append(kind, row, act, before, after)
    return row


def _append(
    kind: ChangeKind,
    row: Product | IsicNode,
    act: CatalogueEdit,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    # The history says only what turned.
    same = {name for name in before if name in after and before[name] == after[name]}
    CatalogueChange.objects.create(
        kind=kind,
        product=row if isinstance(row, Product) else None,
        node=row if isinstance(row, IsicNode) else None,
        actor_id=act.user.pk,
        at=act.at,
        reason=act.reason,
        before={name: value for name, value in before.items() if name not in same},
        after={name: value for name, value in after.items() if name not in same},
    )
