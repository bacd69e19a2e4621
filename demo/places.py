"""Where the demonstration's workshops stand: guilds by county, workshops by guild.

Names are invented. A guild is a union's stem of `fixtures/unions_demo.csv` in a county.
"""

from dataclasses import dataclass

STEADY = "steady"


@dataclass(frozen=True)
class Shop:
    """A workshop: its trade, its people, how its latest month stands (`demo.cases`).

    `owner` names an account that signs in; `months` is how long it has been filing; `missing` how
    many of the latest due months it has left out.
    """

    name: str
    trade: str
    people: int
    story: str = STEADY
    legal: bool = False
    exporter: bool = False
    months: int = 14
    missing: int = 0
    owner: str = ""
    flaw: str = ""


@dataclass(frozen=True)
class Guild:
    """A union of the demonstration: `stem` is its row in the list of unions.

    Without `access` it cannot review; without `officer` it has access and nobody decides.
    """

    county: str
    province: str
    stem: str
    shops: tuple[Shop, ...]
    access: bool = True
    officer: str = "officer"


# The guild of the account «union»: its members stand at many points of the way.
PLASTICS = Guild(
    "ملکان",
    "03",
    "U35",
    (
        Shop("کارگاه پلاستیک سهند", "2520", 7, "waiting", exporter=True, owner="unit"),
        Shop("نایلون‌سازی ارس", "2520", 12, "asked"),
        Shop("لوله‌سازی ملکان", "2520", 18, "tonight", legal=True, exporter=True),
        Shop("کیسه‌سازی آذر", "2520", 4, "again"),
        Shop("ظروف نیلوفر", "2520", 9, "declared"),
        Shop("پلاستیک‌سازان دنا", "2520", 6, "requested"),
        Shop("نایلکس پگاه", "2520", 5, "returned"),
        Shop("بسته‌بندی ساوالان", "2520", 11, "overdue"),
        Shop("سبدبافی سپیدار", "2520", 3, "fresh", months=0),
    ),
    officer="union",
)
SWEETS = Guild(
    "تبریز",
    "03",
    "U10",
    (
        Shop("شیرینی‌پزی نارنج", "1541", 5, "returned", owner="unit"),
        Shop("قنادی بهار", "1541", 9, "fresh", owner="union-sweets"),
        Shop("شکلات‌سازی الگو", "1543", 14, "ministry", exporter=True),
        Shop("نقل و نبات شهریار", "1543", 6, "province_tonight"),
    ),
    officer="union-sweets",
)
# From one missing month to six: the fourth makes inactive (circular 60/133338 §3).
LATE = Guild(
    "مراغه",
    "03",
    "U01",
    (
        Shop("درودگری سرو", "2022", 4, "none", missing=1, owner="unit-late"),
        Shop("مبل بلوط", "3610", 8, "none", missing=2, owner="unit-late"),
        Shop("کابینت نگین", "3610", 5, "none", missing=3, owner="unit-late"),
        Shop("صندلی‌سازی افرا", "3610", 3, "none", missing=5, owner="unit-late"),
        Shop("در و پنجرهٔ راش", "2022", 6, "asked", missing=6, owner="unit-late"),
    ),
)
# What the guide's prerequisites look at: licences ended, suspended, renewed; no guild id.
REGISTRY = Guild(
    "مرند",
    "03",
    "U28",
    (
        Shop("کفش راه ابریشم", "1920", 7, "none", owner="unit-registry", flaw="expired"),
        Shop("کیف چرم مهر", "1912", 5, "none", owner="unit-registry", flaw="suspended"),
        Shop("چرم دوزی آیین", "1912", 2, "none", months=0, owner="unit-registry", flaw="no_id"),
        Shop("کفش گام نو", "1920", 10, "province_again", owner="unit-registry", flaw="renewed"),
    ),
)
GUILDS = (
    PLASTICS,
    SWEETS,
    LATE,
    REGISTRY,
    Guild(
        "تهران",
        "23",
        "U28",
        (
            Shop("کفش نمونه", "1920", 11, "fresh", exporter=True),
            Shop("چرم پایتخت", "1912", 24, legal=True, exporter=True),
            Shop("کیف ترنج", "1912", 6),
        ),
        access=False,
    ),
    Guild(
        "تهران",
        "23",
        "U31",
        (
            Shop("چاپ نقش جهان‌نما", "2221", 16, "ministry_tonight", legal=True),
            Shop("صحافی برگ", "2222", 4),
        ),
    ),
    Guild("ری", "23", "U40", (Shop("آجر خشت طلایی", "2693", 22, "lapsed_twice"),), officer=""),
    Guild(
        # The south of Kerman climbs to a provincial organization of its own.
        "جیرفت",
        "08",
        "U26",
        (
            Shop("پوشاک جنوب", "1810", 8, "draft"),
            Shop("لباس کار هلیل", "1810", 13, "province"),
        ),
    ),
    Guild("کهنوج", "08", "U19", (Shop("بسته‌بندی خرمای نخلستان", "1549", 9, exporter=True),)),
    Guild("کرمان", "08", "U08", (Shop("مسگری بازار نو", "2899", 4, "lapsed"),)),
    Guild(
        "اصفهان",
        "10",
        "U18",
        (
            Shop("گز زاینده", "1543", 15, exporter=True),
            Shop("سوهان و نبات گلشن", "1543", 7, "lapsed_union"),
        ),
    ),
    Guild("کاشان", "10", "U17", (Shop("گلاب قمصرنشان", "2424", 6, exporter=True),), officer=""),
    Guild("نجف آباد", "10", "U38", (Shop("سنگ‌بری صخره", "2696", 19, legal=True),)),
    Guild("شیراز", "07", "U13", (Shop("لبنیات سبزدشت", "1520", 12), Shop("بستنی نسیم", "1520", 5))),
    Guild(
        "مشهد",
        "09",
        "U12",
        (Shop("نان حجیم گندم", "1541", 17), Shop("نان سحر", "1541", 8, "part")),
    ),
    Guild("نیشابور", "09", "U24", (Shop("فرش فیروزه‌بافت", "1722", 6, exporter=True),)),
    Guild("اراک", "00", "U02", (Shop("صنایع فلزی الوان", "2811", 13, "ready"),)),
    Guild("رشت", "01", "U16", (Shop("ترشی و شور باران", "1513", 7),)),
    Guild("لاهیجان", "01", "U19", (Shop("بسته‌بندی چای سبزکوه", "1549", 10, exporter=True),)),
    Guild("ساری", "02", "U14", (Shop("فرآوردهٔ گوشتی تجن", "1511", 21, legal=True),)),
    Guild("بابل", "02", "U30", (Shop("کارتن‌سازی شمال", "2102", 15, "ministry"),)),
    Guild("ارومیه", "04", "U16", (Shop("کنسرو باغ", "1513", 18, exporter=True),), access=False),
    Guild("کرمانشاه", "05", "U12", (Shop("نان زاگرس", "1541", 9),)),
    Guild("اهواز", "06", "U51", (Shop("تابلوسازی کارون", "2899", 5),), officer=""),
    Guild("دزفول", "06", "U03", (Shop("آهنگری پولاد", "2811", 8, "returned_by_province"),)),
    Guild("زاهدان", "11", "U25", (Shop("سوزن‌دوزی و تریکوی هامون", "1730", 6),), access=False),
    Guild("سنندج", "12", "U01", (Shop("نازک‌کاری آبیدر", "2029", 4),)),
    Guild("همدان", "13", "U40", (Shop("سفال لالجین‌نما", "2691", 9, exporter=True),)),
    Guild("شهرکرد", "14", "U23", (Shop("نمد و موکت زردکوه", "1729", 7),)),
    Guild("خرم آباد", "15", "U39", (Shop("موزائیک فلک‌سنگ", "2695", 14),)),
    Guild("ایلام", "16", "U27", (Shop("خیاطی کبیرکوه", "1810", 3),), access=False),
    Guild("بویراحمد", "17", "U13", (Shop("لبنیات دناسر", "1520", 6),)),
    Guild("بوشهر", "18", "U19", (Shop("خرمای ساحل", "1549", 8, exporter=True),)),
    Guild("زنجان", "19", "U09", (Shop("چاقوسازی تیغهٔ زرین", "2893", 5, "final_requested"),)),
    Guild("سمنان", "20", "U33", (Shop("رنگ و رزین کویر", "2422", 16, legal=True),)),
    Guild("یزد", "21", "U21", (Shop("ترمه‌بافی بادگیر", "1711", 7, exporter=True),)),
    Guild("میبد", "21", "U40", (Shop("سرامیک کاشانه", "2691", 26, legal=True),), officer=""),
    Guild("بندرعباس", "22", "U48", (Shop("شناورسازی خلیج", "3512", 12),), access=False),
    Guild("اردبیل", "24", "U10", (Shop("حلوای سبلان", "1543", 6),)),
    Guild("قم", "25", "U18", (Shop("سوهان حوض", "1543", 11, exporter=True),)),
    Guild("قزوین", "26", "U37", (Shop("شیشهٔ سکوریت مینودر", "2610", 13),)),
    Guild("گرگان", "27", "U15", (Shop("خوراک دام گلدشت", "1533", 9),)),
    Guild("بجنورد", "28", "U11", (Shop("نانوایی خوشه", "1541", 3, months=6),)),
    Guild("بیرجند", "29", "U19", (Shop("زعفران و زرشک قهستان", "1549", 5, exporter=True),)),
    Guild("کرج", "30", "U46", (Shop("قطعه‌سازی البرزکوه", "3430", 28, legal=True),)),
    Guild("کرج", "30", "U43", (Shop("تابلو برق فروزان", "3120", 9, months=5),)),
)
