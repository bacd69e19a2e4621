"""Where the demonstration's workshops stand: guilds by county, workshops by guild.

Names are invented. A guild is a union's stem of `fixtures/unions_demo.csv` in a county.
"""

from dataclasses import dataclass

from demo.trades import Trade, trades

STEADY = "steady"


@dataclass(frozen=True)
class Shop:
    """A workshop: its kind (`demo.trades`), its people, how its latest month stands (`demo.cases`).

    `owner` names an account that signs in; `months` is how long it has been filing; `missing` how
    many of the latest due months it has left out.
    """

    name: str
    kind: str
    people: int
    story: str = STEADY
    legal: bool = False
    exporter: bool = False
    months: int = 14
    missing: int = 0
    owner: str = ""
    flaw: str = ""

    @property
    def trade(self) -> Trade:
        return trades()[self.kind]


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
        Shop("کارگاه پلاستیک سهند", "multilayer_bags", 7, "waiting", exporter=True, owner="unit"),
        Shop("نایلون‌سازی ارس", "nylon", 12, "asked"),
        Shop("لوله‌سازی ملکان", "pipes", 18, "tonight", legal=True, exporter=True),
        Shop("کیسه‌سازی آذر", "woven_bags", 4, "again"),
        Shop("ظروف نیلوفر", "disposables", 9, "declared"),
        Shop("پلاستیک‌سازان دنا", "household_plastics", 6, "requested"),
        Shop("نایلکس پگاه", "nylon", 5, "returned"),
        Shop("بسته‌بندی ساوالان", "bottles", 11, "overdue"),
        Shop("سبدبافی سپیدار", "fruit_crates", 3, "fresh", months=0),
    ),
    officer="union",
)
SWEETS = Guild(
    "تبریز",
    "03",
    "U10",
    (
        Shop("شیرینی‌پزی نارنج", "confectioner", 5, "returned", owner="unit"),
        Shop("قنادی بهار", "confectioner", 9, "fresh", owner="union-sweets"),
        Shop("شکلات‌سازی الگو", "chocolate", 14, "ministry", exporter=True),
        Shop("نقل و نبات شهریار", "candy", 6, "province_tonight"),
    ),
    officer="union-sweets",
)
# From one missing month to six: the fourth makes inactive (circular 60/133338 §3).
LATE = Guild(
    "مراغه",
    "03",
    "U01",
    (
        Shop("درودگری سرو", "joinery", 4, "none", missing=1, owner="unit-late"),
        Shop("مبل بلوط", "sofas", 8, "none", missing=2, owner="unit-late"),
        Shop("کابینت نگین", "cabinets", 5, "none", missing=3, owner="unit-late"),
        Shop("صندلی‌سازی افرا", "chairs", 3, "none", missing=5, owner="unit-late"),
        Shop("در و پنجرهٔ راش", "joinery", 6, "asked", missing=6, owner="unit-late"),
    ),
)
# What the guide's prerequisites look at: licences ended, suspended, renewed; no guild id.
REGISTRY = Guild(
    "مرند",
    "03",
    "U28",
    (
        Shop("کفش راه ابریشم", "mens_shoes", 7, "none", owner="unit-registry", flaw="expired"),
        Shop("کیف چرم مهر", "leather_bags", 5, "none", owner="unit-registry", flaw="suspended"),
        Shop(
            "چرم دوزی آیین",
            "leather_goods",
            2,
            "none",
            months=0,
            owner="unit-registry",
            flaw="no_id",
        ),
        Shop(
            "کفش گام نو",
            "sports_shoes",
            10,
            "province_again",
            owner="unit-registry",
            flaw="renewed",
        ),
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
            Shop("کفش نمونه", "mens_shoes", 11, "fresh", exporter=True),
            Shop("چرم پایتخت", "luggage", 24, legal=True, exporter=True),
            Shop("کیف ترنج", "leather_bags", 6),
        ),
        access=False,
    ),
    Guild(
        "تهران",
        "23",
        "U31",
        (
            Shop("چاپ نقش جهان‌نما", "printing", 16, "ministry_tonight", legal=True),
            Shop("صحافی برگ", "binding", 4),
        ),
    ),
    Guild("ری", "23", "U40", (Shop("آجر خشت طلایی", "bricks", 22, "lapsed_twice"),), officer=""),
    Guild(
        # The south of Kerman climbs to a provincial organization of its own.
        "جیرفت",
        "08",
        "U26",
        (
            Shop("پوشاک جنوب", "clothing", 8, "draft"),
            Shop("لباس کار هلیل", "workwear", 13, "province"),
        ),
    ),
    Guild("کهنوج", "08", "U19", (Shop("بسته‌بندی خرمای نخلستان", "dates", 9, exporter=True),)),
    Guild("کرمان", "08", "U08", (Shop("مسگری بازار نو", "coppersmith", 4, "lapsed"),)),
    Guild(
        "اصفهان",
        "10",
        "U18",
        (
            Shop("گز زاینده", "gaz", 15, exporter=True),
            Shop("سوهان و نبات گلشن", "sohan", 7, "lapsed_union"),
        ),
    ),
    Guild(
        "کاشان", "10", "U17", (Shop("گلاب قمصرنشان", "rosewater", 6, exporter=True),), officer=""
    ),
    Guild("نجف‌آباد", "10", "U38", (Shop("سنگ‌بری صخره", "stone", 19, legal=True),)),
    Guild(
        "شیراز",
        "07",
        "U13",
        (Shop("لبنیات سبزدشت", "dairy", 12), Shop("بستنی نسیم", "ice_cream", 5)),
    ),
    Guild(
        "مشهد",
        "09",
        "U12",
        (Shop("نان حجیم گندم", "bulk_bread", 17), Shop("نان سحر", "bulk_bread", 8, "part")),
    ),
    Guild("نیشابور", "09", "U24", (Shop("فرش فیروزه‌بافت", "carpets", 6, exporter=True),)),
    Guild("اراک", "00", "U02", (Shop("صنایع فلزی الوان", "metal_works", 13, "ready"),)),
    Guild("رشت", "01", "U16", (Shop("ترشی و شور باران", "pickles", 7),)),
    Guild("لاهیجان", "01", "U19", (Shop("بسته‌بندی چای سبزکوه", "tea", 10, exporter=True),)),
    Guild("ساری", "02", "U14", (Shop("فرآوردهٔ گوشتی تجن", "meat", 21, legal=True),)),
    Guild("بابل", "02", "U30", (Shop("کارتن‌سازی شمال", "cartons", 15, "ministry"),)),
    Guild("ارومیه", "04", "U16", (Shop("کنسرو باغ", "canning", 18, exporter=True),), access=False),
    Guild("کرمانشاه", "05", "U12", (Shop("نان زاگرس", "bulk_bread", 9),)),
    Guild("اهواز", "06", "U51", (Shop("چلنگری کارون", "locksmith", 5),), officer=""),
    Guild("دزفول", "06", "U03", (Shop("آهنگری پولاد", "smith", 8, "returned_by_province"),)),
    Guild("زاهدان", "11", "U25", (Shop("سوزن‌دوزی و تریکوی هامون", "knitwear", 6),), access=False),
    Guild("سنندج", "12", "U01", (Shop("نازک‌کاری آبیدر", "wood_turning", 4),)),
    Guild("همدان", "13", "U40", (Shop("سفال لالجین‌نما", "pottery", 9, exporter=True),)),
    Guild("شهرکرد", "14", "U23", (Shop("نمد و منسوج زردکوه", "felt", 7),)),
    Guild("خرم‌آباد", "15", "U39", (Shop("موزائیک فلک‌سنگ", "mosaic", 14),)),
    Guild("ایلام", "16", "U27", (Shop("خیاطی کبیرکوه", "tailor", 3),), access=False),
    Guild("بویراحمد", "17", "U13", (Shop("لبنیات دناسر", "dairy", 6),)),
    Guild("بوشهر", "18", "U19", (Shop("خرمای ساحل", "dates", 8, exporter=True),)),
    Guild("زنجان", "19", "U09", (Shop("چاقوسازی تیغهٔ زرین", "knives", 5, "final_requested"),)),
    Guild("سمنان", "20", "U33", (Shop("رنگ و رزین کویر", "paint", 16, legal=True),)),
    Guild("یزد", "21", "U21", (Shop("ترمه‌بافی بادگیر", "termeh", 7, exporter=True),)),
    Guild("میبد", "21", "U40", (Shop("سرامیک کاشانه", "ceramics", 26, legal=True),), officer=""),
    Guild("بندرعباس", "22", "U48", (Shop("شناورسازی خلیج", "boats", 12),), access=False),
    Guild("اردبیل", "24", "U10", (Shop("حلوای سبلان", "halva", 6),)),
    Guild("قم", "25", "U18", (Shop("سوهان حوض", "sohan", 11, exporter=True),)),
    Guild("قزوین", "26", "U37", (Shop("شیشهٔ سکوریت مینودر", "safety_glass", 13),)),
    Guild("گرگان", "27", "U15", (Shop("خوراک دام گلدشت", "feed", 9),)),
    Guild("بجنورد", "28", "U11", (Shop("نانوایی خوشه", "bakery", 3, months=6),)),
    Guild("بیرجند", "29", "U19", (Shop("زعفران و زرشک قهستان", "saffron", 5, exporter=True),)),
    Guild("کرج", "30", "U46", (Shop("قطعه‌سازی البرزکوه", "auto_parts", 28, legal=True),)),
    Guild("کرج", "30", "U43", (Shop("تابلو برق فروزان", "panels", 9, months=5),)),
)
