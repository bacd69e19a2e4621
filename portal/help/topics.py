"""The topics of the help, and which of their places explains which page."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Topic:
    """One page of the help: its address part, its heading, a line for the index, and for whom."""

    slug: str
    title: str
    about: str
    for_officers: bool = False


TOPICS: Final = (
    Topic("questions", "پرسش‌های پرتکرار", "پاسخ کوتاه به آنچه بیشتر می‌پرسند."),
    Topic("portal", "این سامانه چیست", "چه ثبت می‌شود، چه کسی می‌بیند و چه کسی بررسی می‌کند."),
    Topic("home", "خانه و واحدهای من", "چه ماهی را تا کی باید ثبت کنید، و پروانه‌های شما."),
    Topic("steps", "چهار گام", "دوره، تولید، صادرات، اشتغال؛ افزودن محصول، خط تیره، ذخیره."),
    Topic("month", "ماهی مثل ماه پیش", "هر چهار گام در یک صفحه."),
    Topic("sending", "بازبینی، تأیید نهایی و رسید", "پیش از ارسال و پس از آن."),
    Topic("review", "پرونده، بازگشت و اصلاح", "پرونده نزد کیست؛ بازگشت، پرسش و درخواست اصلاح."),
    Topic("deadlines", "مهلت‌ها و غیرفعال شدن", "تا کی ثبت کنید، و راه فعال شدن دوباره."),
    Topic("inactive", "ماه‌های بی‌تولید", "ماهی که کار نکرده‌اید، تنها یا چند ماه با هم."),
    Topic("notebook", "دفتر ثبت تولید روزانه", "ثبت تولید هر روز، تا جمع ماه آماده باشد."),
    Topic("reports", "گزارشات و فایل‌ها", "همهٔ ماه‌های واحد خود را ببینید و بگیرید."),
    Topic("numbers", "نوشتن عددها", "رقم‌ها، اعشار، تن، صفر و قلم خالی."),
    Topic("account", "حساب، رمز و اعلان‌ها", "نام کاربری، نماینده، رمز، نشست‌ها و خبرها."),
    Topic("reach", "تلفن، صفحه‌کلید، صفحه‌خوان", "روی تلفن، بی ماوس، با صفحه‌خوان، روی کاغذ."),
    Topic("inbox", "کارتابل و تصمیم", "ترتیب پرونده‌ها، تأیید چند پرونده، کلیدها.", True),
    Topic("find", "یافتن واحد یا پرونده", "جست‌وجو، فهرست واحدها و پروندهٔ واحد.", True),
    Topic("office", "خروجی گرفتن از آمار", "برای دفتر آمار.", True),
    Topic(
        "policy",
        "مهلت‌ها، آزمون و پیشروی خودکار",
        "افزودن مقدار جدید، آزمودن آن، و سوابق پیشروی خودکار.",
        True,
    ),
    Topic("oversight", "نمای کلی، رصد و ارزیابی", "برای رئیس سازمان، وزارت و دفتر آمار.", True),
    Topic("followup", "پیگیری، شکایت، جانشین", "برای کارشناسان و دفتر آمار؛ و شکایت واحدها.", True),
)
BY_SLUG: Final = {topic.slug: topic for topic in TOPICS}

# The place that explains a page, by the name of its address: topic, or topic and heading.
PLACES: Final = {
    "owner:home": "home#tasks",
    "units:mine": "home#units",
    "unit_list:index": "find#units",
    "unit_file:file": "find#file",
    "search:search": "find#search",
    "search:found": "find#search",
    "statistics:new": "steps#period",
    "statistics:again": "month",
    "statistics:period": "steps#period",
    "statistics:production": "steps#production",
    "statistics:production_products": "steps#products",
    "statistics:exports": "steps#exports",
    "statistics:export_products": "steps#products",
    "statistics:employment": "steps#employment",
    "statistics:month": "month",
    "statistics:delete": "steps#saving",
    "statistics:report": "reports",
    "statistics:notebooks": "notebook",
    "statistics:notebook": "notebook",
    "owner:confirm": "sending#check",
    "owner:receipt": "sending#receipt",
    "owner:case": "review#case",
    "owner:answer": "review#question",
    "owner:correction": "review#request",
    "owner:inactive": "inactive#several",
    "catalog:tree": "steps#products",
    "catalog:search": "steps#products",
    "public:rules": "numbers#checks",
    "review:inbox": "inbox#order",
    "review:case": "inbox#case",
    "reports:index": "office",
    "evidence:list": "review#evidence",
    "public:policy": "deadlines",
    "policy:index": "policy#values",
    "policy:key": "policy#values",
    "policy:add": "policy#values",
    "policy:exception": "policy#exception",
    "simulation:index": "policy#simulation",
    "simulation:one": "policy#simulation",
    "sweeps:index": "policy#sweeps",
    "watch:dashboard": "oversight#dashboard",
    "watch:cases": "oversight#dashboard",
    "watch:provinces": "oversight#provinces",
    "evaluation:index": "oversight#evaluation",
    "evaluation:month": "oversight#evaluation",
    "evaluation:quarter": "oversight#evaluation",
    "evaluation:publish": "oversight#evaluation",
    "selected:index": "followup#selected",
    "selected:add_unit": "followup#selected",
    "selected:add_product": "followup#selected",
    "selected:end": "followup#selected",
    "causes:index": "followup#causes",
    "causes:add": "followup#causes",
    "causes:end": "followup#causes",
    "review:followup": "followup#lists",
    "review:contact": "followup#lists",
    "review:complaints": "followup#complaints",
    "review:complaint": "followup#complaints",
    "owner:complaint": "followup#complaints",
    "owner:inactive_complaint": "followup#complaints",
    "accounts:leave": "followup#leave",
    "accounts:login": "account#name",
    "accounts:profile": "account#profile",
    "accounts:address_confirm": "account#profile",
    "accounts:sessions": "account#sessions",
    "accounts:password": "account#password",
    "accounts:reset": "account#password",
    "accounts:reset_sent": "account#password",
    "accounts:reset_confirm": "account#password",
    "accounts:reset_set": "account#password",
    "accounts:reset_done": "account#password",
    "notices:inbox": "account#notices",
}
