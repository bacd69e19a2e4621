"""Hints about figures without history: they are judged against peers, for the reviewer alone."""

from decimal import Decimal

from statistics.figures import Figures
from statistics.peers.rules import PeerComparison
from statistics.rules.subject import Flag, Subject

FIRST = "H-03"


def first_filed(subject: Subject) -> list[Flag]:
    """Point out what the unit files for the first time and peers do not bear out.

    A unit without any history is pointed out where peers are too few as well; one that has filed
    before is not held back for a rare product that it adds.
    """
    found = []
    newcomer = not subject.past
    for compared in comparisons(subject):
        if not (compared.stands_alone if newcomer else compared.outside and not compared.few):
            continue
        title = "نخستین ثبت" if newcomer else "محصول بدون سابقه"
        found.append(
            Flag(
                FIRST,
                f"production:{compared.code}",
                _plain(compared.quantity),
                f"{title}: {compared.name}: {compared.figure_words}؛ {compared.verdict_words}.",
                compared.band_words,
                f"{title}، {'واحد مشابه کافی نیست' if compared.few else 'بیرون از بازهٔ مشابه‌ها'}",
            )
        )
    return found


def comparisons(subject: Subject) -> list[PeerComparison]:
    """Put every product without history of the unit's own beside its peers."""
    figures = subject.figures
    return [
        PeerComparison(
            p.code,
            p.name,
            p.measure,
            p.quantity,
            figures.employees,
            subject.peers.get((p.code, p.measure)),
            subject.bounds.peers_least,
        )
        for p in figures.production
        if p.code in without_history(subject)
    ]


def without_history(subject: Subject) -> set[str]:
    """Name the products of a month that the unit has not filed in the remembered ones."""
    return {code for code in _filled(subject.figures) if not subject.quantities(code)}


def _filled(figures: Figures) -> set[str]:
    return {p.code for p in figures.production if p.quantity is not None}


def _plain(quantity: Decimal | None) -> str:
    return "" if quantity is None else format(quantity.normalize(), "f")
