"""Code lists, holidays and the dated policy."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Substr

# Django finds the models of a room through this module.
from catalog.causes.models import Cause as Cause
from catalog.counterparts.models import IsicCounterpart as IsicCounterpart
from catalog.enums import (
    ChangeKind,
    CodeList,
    HolidayKind,
    HolidayStatus,
    IsicLevel,
    ListAct,
    MeasureKind,
)
from catalog.fields import WordVector, persian_order
from catalog.licence_kinds.models import LicenceKind as LicenceKind
from catalog.policy_definitions import MONTH_KEYS, POLICY, PolicyFact, PolicyKey
from catalog.validity import ValidityPeriod, whole_months
from config.jalali import FIRST_YEAR, LAST_YEAR, JalaliMonth
from config.persian import search_words


class PolicyStoredError(Exception):
    """A policy value is followed by another, never changed."""


class IsicNode(ValidityPeriod):
    """A section, division, group or class of ISIC Rev.3.

    The length of a code tells its level, so that every product's first four digits name a class.
    `path` holds the codes from the section down, as in «D/25/252/2520»; `title_source` tells
    whose wording the Persian title is.
    """

    code = models.CharField(max_length=4, primary_key=True)
    level = models.CharField(max_length=8, choices=IsicLevel)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    title_fa = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    title_source = models.CharField(max_length=20)
    path = models.CharField(max_length=20)

    class Meta:
        ordering = ("code",)
        constraints = (
            CheckConstraint(
                name="isic_only_sections_have_no_parent",
                condition=Q(level=IsicLevel.SECTION, parent=None)
                | (~Q(level=IsicLevel.SECTION) & Q(parent__isnull=False)),
            ),
            CheckConstraint(
                # The length of a code tells its level; the search by prefix relies on it.
                name="isic_code_of_its_level",
                condition=Q(level=IsicLevel.SECTION, code__regex="^[A-Z]$")
                | Q(level=IsicLevel.DIVISION, code__regex="^[0-9]{2}$")
                | Q(level=IsicLevel.GROUP, code__regex="^[0-9]{3}$")
                | Q(level=IsicLevel.CLASS, code__regex="^[0-9]{4}$"),
            ),
            whole_months("isic_months_exist"),
        )

    def __str__(self) -> str:
        return self.title_fa


class Measure(models.Model):
    """A measurement unit; `tonne_factor` (mass only) times a quantity gives tonnes.

    `decimals` is how many decimal places a quantity in this unit may have.
    """

    code = models.CharField(max_length=10, primary_key=True)
    name_fa = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=MeasureKind)
    tonne_factor = models.DecimalField(max_digits=13, decimal_places=10, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("code",)
        constraints = (
            CheckConstraint(
                name="measure_only_mass_has_tonnes",
                condition=Q(kind=MeasureKind.MASS, tonne_factor__isnull=False, tonne_factor__gt=0)
                | (~Q(kind=MeasureKind.MASS) & Q(tonne_factor=None)),
            ),
        )

    def __str__(self) -> str:
        return self.name_fa


class Product(ValidityPeriod):
    """A product that units report: ten digits, of which the first four are its ISIC class.

    Below the class the code does not tell the parent, hence `parent`. `source` tells
    demonstration rows from real ones. `measure` is the latest; those before it stand in
    `FormerMeasure`. `successor` is what units are offered in its place once it is retired.
    """

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    isic_class = models.ForeignKey(IsicNode, on_delete=models.PROTECT, related_name="products")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    level = models.PositiveSmallIntegerField()
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="products")
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    goods_id = models.CharField(max_length=13, blank=True)
    goods_description = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=20)
    search_text = models.TextField(editable=False)
    name_order = persian_order("name")

    class Meta:
        ordering = ("name_order", "code")
        # Read at every keystroke, written once a month: new names go straight into the index.
        indexes = (GinIndex(WordVector("search_text"), name="product_words", fastupdate=False),)
        constraints = (
            CheckConstraint(
                name="product_code_shape", condition=Q(code__regex=r"^[0-9]{4}[3-6][0-9]{5}$")
            ),
            CheckConstraint(
                name="product_code_of_its_class", condition=Q(isic_class=Substr("code", 1, 4))
            ),
            CheckConstraint(
                name="product_goods_id_shape", condition=Q(goods_id__regex=r"^([0-9]{13})?$")
            ),
            whole_months("product_months_exist"),
            CheckConstraint(
                name="product_successor_of_a_retired_one",
                condition=Q(successor=None) | (Q(to_year__isnull=False) & ~Q(successor=F("pk"))),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        # The words it is found by are saved with whatever they are made of.
        self.set_search_text()
        if update_fields is not None:
            update_fields = {*update_fields, "search_text"}
        super().save(update_fields=update_fields, **options)

    def set_search_text(self) -> None:
        """Set the words the product is found by; bulk writers call this themselves."""
        self.search_text = " ".join(
            search_words(f"{self.name} {self.code} {self.goods_id} {self.goods_description}")
        )


class FormerMeasure(models.Model):
    """A measure that a product had, up to and including a reference month."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="former_measures")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    to_year = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("product", "to_year", "to_month")
        constraints = (
            UniqueConstraint(
                name="one_former_measure_a_month", fields=("product", "to_year", "to_month")
            ),
            CheckConstraint(
                name="former_measure_month_exists",
                condition=Q(to_year__range=(FIRST_YEAR, LAST_YEAR), to_month__range=(1, 12)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.product_id} {self.measure_id} {self.until}"

    @property
    def until(self) -> JalaliMonth:
        """The last month in which the product had this measure."""
        return JalaliMonth(self.to_year, self.to_month)


class CatalogueChange(models.Model):
    """Who changed what in the catalogue, when and why; only added (a trigger refuses the rest).

    `before` and `after` hold what changed by field name. Loading the base list has no actor.
    """

    kind = models.CharField(max_length=10, choices=ChangeKind)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, related_name="changes"
    )
    node = models.ForeignKey(IsicNode, on_delete=models.PROTECT, null=True, related_name="changes")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            CheckConstraint(
                name="change_of_one_thing",
                condition=Q(product=None, node__isnull=False) | Q(product__isnull=False, node=None),
            ),
            CheckConstraint(
                name="change_by_a_person_with_a_reason",
                condition=Q(kind=ChangeKind.LOADED, actor=None)
                | (~Q(kind=ChangeKind.LOADED) & Q(actor__isnull=False) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.product_id or self.node_id}"


class ListChange(models.Model):
    """Who changed what in a short list, when and why; only added (a trigger refuses the rest).

    `code` names the row in its list, `name` is what it was called; `before` and `after` hold what
    changed, as a page shows it, by its label.
    """

    list = models.CharField(max_length=10, choices=CodeList)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    act = models.CharField(max_length=10, choices=ListAct)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = (models.Index(fields=("list", "-id"), name="list_changes"),)
        constraints = (CheckConstraint(name="list_change_has_a_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.list} {self.code} {self.act}"


class Province(models.Model):
    """A province, by the Statistical Centre's code (equal to the number in ISO 3166-2:IR)."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=40)
    iso = models.CharField(max_length=5, unique=True)
    name_order = persian_order("name")

    class Meta:
        ordering = ("name_order",)

    def __str__(self) -> str:
        return self.name


class County(models.Model):
    """A county; `organization_code` names the provincial organization its cases climb to.

    That is the province's code, or «08S» for the south of Kerman.
    """

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=40)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="counties")
    organization_code = models.CharField(max_length=3)
    name_order = persian_order("name")

    class Meta:
        ordering = ("name_order", "code")
        verbose_name_plural = "counties"

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """An official holiday besides Fridays; future lunar days may be corrected."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=HolidayKind)
    status = models.CharField(max_length=10, choices=HolidayStatus)

    class Meta:
        ordering = ("date",)

    def __str__(self) -> str:
        return self.name


def _value_in_range(key: PolicyKey, fact: PolicyFact) -> CheckConstraint:
    """Keep a key's value in its range, empty only where it may be."""
    inside = Q(value__range=(fact.minimum, fact.maximum))
    if not fact.optional:
        inside &= Q(value__isnull=False)
    return CheckConstraint(name=f"policy_{key}_in_range", condition=~Q(key=key) | inside)


class Policy(models.Model):
    """One dated value: national, or for a province, or one reference month's exception.

    `effective_from` is a Gregorian date, in force from the beginning of that Tehran day. Rows are
    never changed; a later row follows them. Of several for one `place` the last one added
    holds: so a value that has not begun is corrected. The first rows were added by nobody; of every
    later one it is known who added it, when, and why (`note`).
    """

    key = models.CharField(max_length=24)
    value = models.PositiveIntegerField(null=True, blank=True)
    effective_from = models.DateField()
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    source_clause = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("key", "effective_from", "pk")
        verbose_name_plural = "policies"
        constraints = (
            UniqueConstraint(
                name="policy_one_value_a_day_scope_and_moment",
                fields=("key", "effective_from", "province", "year", "month", "added_at"),
                # A national value has neither province nor month; two such rows are one place.
                nulls_distinct=False,
            ),
            CheckConstraint(
                name="policy_added_by_a_person_with_a_reason",
                condition=Q(added_by=None, added_at=None)
                | (Q(added_by__isnull=False, added_at__isnull=False) & ~Q(note="")),
            ),
            # The keys are policy values of the code: a row of an unknown one would rule nothing.
            CheckConstraint(name="policy_key_known", condition=Q(key__in=sorted(POLICY))),
            *(_value_in_range(key, fact) for key, fact in POLICY.items()),
            CheckConstraint(
                name="policy_month_is_a_month",
                condition=~Q(key__in=MONTH_KEYS) | Q(value__regex="(0[1-9]|1[0-2])$"),
            ),
            CheckConstraint(
                name="policy_one_scope",
                condition=Q(year=None, month=None)
                | Q(
                    province=None,
                    year__isnull=False,
                    month__isnull=False,
                    year__range=(FIRST_YEAR, LAST_YEAR),
                    month__range=(1, 12),
                ),
            ),
        )

    def __str__(self) -> str:
        return PolicyKey(self.key).label

    def save(self, **options: Any) -> None:
        self._refuse_when_stored()
        super().save(**options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        self._refuse_when_stored()
        return super().delete(*args, **options)

    @property
    def reference_month(self) -> JalaliMonth | None:
        """The month this row is an exception for, if it is one."""
        if self.year is None or self.month is None:
            return None
        return JalaliMonth(self.year, self.month)

    @property
    def place(self) -> tuple[object, ...]:
        """What the row gives a value for: an exception its month, any other its beginning."""
        begins = self.effective_from if self.year is None else None
        return self.key, self.province_id, self.year, self.month, begins

    def _refuse_when_stored(self) -> None:
        # A trigger refuses it too, past every command.
        if Policy.objects.filter(pk=self.pk).exists():
            raise PolicyStoredError(f"{self.key} is stored; add a row that follows it")
