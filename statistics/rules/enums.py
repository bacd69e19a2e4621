"""Vocabulary of the edit rules."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a rule does: refuse, ask for a reason, or point something out to the reviewer."""

    HARD = "hard", "الزامی"
    SOFT = "soft", "پرسش از علت"
    HINT = "hint", "نشانه برای بررسی‌کننده"


class Reason(TextChoices):
    """Why an unusual figure is right, as the unit chooses from a list (directive 5013 §10)."""

    SEASON = "season", "فصل، یا سفارش بیشتر یا کمتر"
    STOPPED = "stopped", "تعطیلی یا تعمیر"
    CAPACITY = "capacity", "تغییر تجهیزات یا نیرو"
    MATERIAL = "material", "کمبود مواد اولیه یا انرژی"
    PAST_WRONG = "past_wrong", "اصلاح ثبت نادرست ماه پیش"
    MEASURE = "measure", "تغییر واحد اندازه‌گیری"
    STOCK = "stock", "از موجودی انبار پیش از این ماه‌ها"
    BOUGHT = "bought", "خرید از تولیدکنندهٔ دیگر"
    PRICE = "price", "تغییر قیمت، کیفیت یا نوع کالا"
    CONTRACT = "contract", "نرخ قرارداد یا روز تسویه"
    CURRENCY = "currency", "فروش با ارز دیگر"
    FAMILY = "family", "خود دارنده یا خانواده‌اش کار می‌کنند"
    OUTSIDE = "outside", "کار بیرون از واحد سپرده شده است"
    OTHER = "other", "سایر (با توضیح)"
