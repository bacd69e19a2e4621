"""Ready sentences for a return, so that a common reason is said well and quickly."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ReturnReason:
    """One sentence to the unit: its key, what the reviewer chooses, what the unit reads."""

    key: str
    label: str
    text: str


RETURN_REASONS: Final = (
    # The first three by the names of the union's statements: what it denies it returns for.
    ReturnReason(
        "licence",
        "پروانه معتبر نیست",
        "پروانهٔ کسب این واحد معتبر نیست؛ وضعیت آن را با اتحادیه روشن کنید، سپس آمار را دوباره "
        "ارسال کنید.",
    ),
    ReturnReason(
        "place",
        "مطابقت نداشتن محل کسب با پروانه",
        "محل کسب با نشانی مندرج در پروانه مطابقت ندارد؛ نشانی را با اتحادیه اصلاح کنید، سپس "
        "آمار را دوباره ارسال کنید.",
    ),
    ReturnReason(
        "quantity",
        "واقعی نبودن میزان تولید",
        "میزان تولید ماهانهٔ اعلام‌شده واقعی به نظر نمی‌رسد؛ مقدار را اصلاح کنید یا علت آن را "
        "بنویسید.",
    ),
    ReturnReason(
        "zero",
        "صفر شدن تولید بی توضیح",
        "لطفاً بنویسید چرا تولید صفر شد، یا مقدار را درست کنید.",
    ),
    ReturnReason(
        "jump",
        "تفاوت زیاد با ماه‌های پیش",
        "مقدار تولید با ماه‌های پیش بسیار تفاوت دارد؛ مقدار را دوباره ببینید و اگر درست است، "
        "علت آن را بنویسید.",
    ),
    ReturnReason(
        "measure",
        "واحد سنجش نادرست",
        "به نظر می‌رسد مقدار با واحد سنجش دیگری نوشته شده است؛ آن را به واحد همین محصول بنویسید.",
    ),
    ReturnReason(
        "product",
        "محصول نادرست",
        "محصولی که انتخاب کرده‌اید با پروانهٔ شما مطابقت ندارد؛ محصول درست را از فهرست انتخاب کنید.",
    ),
    ReturnReason(
        "missing",
        "محصول جاافتاده",
        "به نظر می‌رسد محصولی در فهرست نیامده است؛ همهٔ محصولات این ماه را بنویسید.",
    ),
    ReturnReason(
        "exports",
        "صادرات بیش از تولید",
        "صادرات بیش از تولید و موجودی است؛ مقدار را درست کنید یا بنویسید کالا از کجا بوده است.",
    ),
    ReturnReason(
        "value",
        "ارزش صادرات",
        "ارزش دلاری یا ریالی صادرات با مقدار آن مطابقت ندارد؛ هر دو را دوباره ببینید.",
    ),
    ReturnReason(
        "people",
        "تعداد کارکنان",
        "تعداد کارکنان با تولید این ماه مطابقت ندارد؛ سه عدد گام ۴ را دوباره ببینید.",
    ),
    ReturnReason(
        "several",
        "ثبت یک‌جای چند ماه",
        "چند ماه با ارقام برابر در یک روز ثبت شده است؛ هر ماه را با ارقام همان ماه بنویسید.",
    ),
)
BY_KEY: Final = {phrase.key: phrase for phrase in RETURN_REASONS}
