"""Which figures a flag is about: only when one of them changes was its figure changed.

The same as `queries.judged_sql`; a test holds the two equal.
"""

from decimal import Decimal
from typing import Final

from statistics.figures import Figures
from statistics.rules import employment_rules, export_rules, pattern_hints

# What is compared with everything made, so that a change of step 2 answers it too.
BESIDE_ALL: Final = (
    employment_rules.NOBODY,
    employment_rules.IDLE,
    pattern_hints.LUMPED,
    pattern_hints.ALIKE,
)
# What is compared with the production of its own product.
BESIDE_OWN: Final = (export_rules.STOCK,)

Amount = Decimal | None
Sent = tuple[Amount, Amount, Amount, Amount]
Judged = tuple[dict[str, Amount], dict[str, Sent], int | None]


def judged(figures: Figures, rule: str, key: str) -> Judged:
    """Pick out of a version what was made, exported and employed as far as a flag judges it."""
    step, _, rest = key.partition(":")
    code = rest.partition(":")[0]
    own = step == "production" or rule in BESIDE_OWN
    made = {
        each.code: each.quantity
        for each in figures.production
        if rule in BESIDE_ALL or (own and each.code == code)
    }
    sent = {
        each.code: (each.quantity, each.tonnes, each.value_usd, each.value_irr)
        for each in figures.exports
        if step == "exports" and each.code == code
    }
    kinds = (figures.official, figures.contract, figures.contractor)
    people = sum(kind or 0 for kind in kinds) if step == "employment" else None
    return made, sent, people
