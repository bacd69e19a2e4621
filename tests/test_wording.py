"""The words of an office: one spelling for one word, and none that an office would not write."""

import re
from pathlib import Path

import pytest

from statistics.enums import Timeliness
from tests.test_architecture import ROOT, sources

LATE = str(Timeliness.LATE.label)

# The form's guide spells its labels so; they stand as it does, and all else has its hamza.
GUIDE_LABELS = (
    "تایید به گام بعد",
    "تایید شده است",
    "تایید نهایی اطلاعات",
    "تایید و ارسال نشده",
)

# What is refused and what is written for it. Each is meant as a word of its own, with the endings
# that a half-space joins: «شمار» is refused, «شماره» and «بی‌شمار» are not.
REFUSED = {
    "تایید": "تأیید",
    "تاخیر": "تأخیر",
    "تامین": "تأمین",
    "جاروب": "پیشروی خودکار",
    "برون‌بری": "دریافت خروجی",
    "گونه": "نوع",
    # «واحدهای برگزیده» are the circular's own words (60/133338 §6).
    "(?<!واحد )(?<!واحدهای )برگزید(?:ن|ه)": "انتخاب",
    "بر(?:می‌)?گزین(?:ید|د|ند)": "انتخاب کنید",
    "دیرترین": "حداکثر تا",
    "نمی‌ایستد": "متوقف نمی‌شود",
    "همان دم": "بلافاصله",
    "بدهکار(?:م|ید)?": "مشمول ثبت",
    "بی‌تکلیف": "لازم نیست",
    "بازنشست(?:ه|گی)": "خارج از فهرست",
    "تازه(?!‌تر)": "جدید",
    "پابرجا": "نقض‌نشده",
    "شمار": "تعداد",
    "ادارهٔ بالاتر": "مرجع بالاتر",
    "بازگشتی": "بازگردانی‌شده برای اصلاح",
    "صاحب واحد": "دارندهٔ پروانه",
    "راهبر فنی": "مدیر فنی سامانه",
    "دیرهنگام": LATE,
    "قاعده‌های بررسی ارقام": "ضوابط صحت‌سنجی آمار",
    "پرسش از علت": "هشدار (نیازمند ذکر علت)",
    "کارکن بی تولید": "اشتغال بدون تولید",
    "دفتر تولید": "دفتر ثبت تولید روزانه",
    "در اختیار شما نیست": "دسترسی مجاز نیست",
    "بکوشید": "تلاش کنید",
    "آنگاه": "سپس",
    "بنشانید": "وارد کنید",
    "به کار ببرید": "استفاده از …",
    "تنگ (?:کردن|کنید|کند)": "محدود …",
    "گذر (?:کرد|کند|می‌کند|از اتحادیه)": "ارسال بدون مرحلهٔ اتحادیه",
    "خودکار (?:می‌)?گذ(?:شت|رد)": "به‌طور خودکار ارسال شد",
    "مهلت بررسی می‌گذرد": "مهلت متوقف نمی‌شود",
    "(?:تماسی|جانشین) نوشته": "ثبت شده",
    "صاحب (?:یک|دو|سه|چند) واحد": "دارندهٔ پروانهٔ …",
    "قاعده(?:‌های|‌ها)?(?= که سامانه| \\{\\{)": "ضابطه، ضوابط",
    "پالا?ی(?:ش|ه)": "فیلتر",
    "صدک": "کندترین ۱۰٪",
    "ماهِ مشمول": "۴۳ از ۶۸ واحد",
    "نامهٔ ۶۰/۲۲۷۲۱۰": "بخشنامهٔ ۶۰/۲۲۷۲۱۰",
    "دستورالعمل ۵۰۱۳": "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار",
    "(?:ب|ن|می‌|نمی‌)?فرست(?:ید|یم|ند|د|ادن|اد|اده|ادید|ادند)": "ارسال …",
}
LETTER = "[\u0620-\u065f\u066e-\u06d3]"
# Joined by a half-space in front it is another word: «بی‌شمار», «این‌گونه».
WORDS = {
    refused: re.compile(rf"(?<!{LETTER})(?<!\u200c){refused}(?!{LETTER})") for refused in REFUSED
}
READ = (".html", ".txt", ".js", ".py", ".md")
# Labels as they were when a migration was made; what was decided, in its day's words; strings that
# are sent as strangers write them; words of invented owners.
APART = ("/migrations/", "docs/decisions/", "promises/hostile_strings.py", "demo/reasons.py")


def texts() -> list[Path]:
    """List the files whose words people read."""
    here = Path(__file__)
    found = [path for path in sources(ROOT, *READ) if path != here]
    return [path for path in found if not any(part in path.as_posix() for part in APART)]


def found_in(text: str, refused: str) -> list[str]:
    """Give the lines in which a refused word stands, the guide's labels aside."""
    for label in GUIDE_LABELS:
        text = text.replace(label, "")
    return [line.strip() for line in text.splitlines() if WORDS[refused].search(line)]


@pytest.mark.parametrize("refused", REFUSED)
def test_people_read_the_words_of_an_office(refused: str) -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in texts()
        if (lines := found_in(path.read_text("utf-8"), refused))
    }
    assert found == {}, f"write «{REFUSED[refused]}»"


def test_the_guard_sees_a_word_and_lets_its_neighbours_pass() -> None:
    assert len(texts()) > 600
    assert found_in("این شمار زیاد است", "شمار")
    assert not found_in("شماره رهگیری، بی‌شمار، شمارش", "شمار")
    assert found_in("رمز تازه‌ای بسازید", "تازه(?!‌تر)")
    assert not found_in("تازه‌ترین نخست", "تازه(?!‌تر)")
    assert not found_in("هیچ‌گونه، چگونه", "گونه")
    assert not found_in("دکمهٔ «تایید به گام بعد»", "تایید")


# What people wrote is cited by a filter or a function, which gives inner marks their own form.
CITED = re.compile(
    r"«\{\{? ?[a-z_]+\.[a-z_.]*(?:answer|name|note|question|reason|text)[a-z_.]*(?: ?\})?\}»"
)
CODE = re.compile(r"(?<![A-Za-z])[A-Z]-[۰-۹]")
SHARE = re.compile(r"٪|format_percent")
RULES = ROOT / "statistics/rules"


def test_a_quotation_within_a_quotation_has_marks_of_its_own() -> None:
    assert CITED.search("گفت: «{{ asked.reason }}»")
    assert CITED.search("«{row.unit.name}» نیست")
    assert not CITED.search("{{ asked.reason|quoted }}، «{words}»")
    read = [path for path in sources(ROOT, ".py", ".html") if ROOT / "tests" not in path.parents]
    found = [path for path in read if CITED.search(path.read_text("utf-8"))]
    assert found == [], "write {quoted(…)} or {{ …|quoted }}"


def test_a_code_of_latin_letters_has_latin_digits() -> None:
    assert CODE.search("قاعدهٔ M-۰۱")
    assert [path for path in texts() if CODE.search(path.read_text("utf-8"))] == []


def test_a_user_name_stands_in_its_own_island_with_the_portals_digits() -> None:
    bare = re.compile(r"\{\{ [a-z_.]*\busername \}\}")
    pages = sources(ROOT / "templates", ".html")
    found = [path.name for path in pages if bare.search(path.read_text("utf-8"))]
    # A field of a form; and what the phone's programme shows in Latin digits, to be compared.
    assert found == ["login.html", "_setup.html"], "write {{ user.username|code }}"


def test_a_rule_tells_its_share_in_words() -> None:
    assert SHARE.search("۲٪ میانهٔ ۱۲ ماه")
    found = [path for path in sources(RULES, ".py") if SHARE.search(path.read_text("utf-8"))]
    assert found == [], "write «معادل ۲ درصد»"


def test_late_filing_is_called_so_in_one_file_alone() -> None:
    texts = [*sources(ROOT, ".py"), *sources(ROOT / "templates", ".html")]
    found = [str(path.relative_to(ROOT)) for path in texts if LATE in path.read_text("utf-8")]
    assert found == ["statistics/enums.py"]


def test_the_documents_call_late_filing_as_the_pages_do() -> None:
    quoting = ("docs/glossary.md", "docs/workflow.md")
    assert [name for name in quoting if LATE not in (ROOT / name).read_text("utf-8")] == []
