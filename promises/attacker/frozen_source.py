"""What is published, read from the frozen rows by plain SQL, as a page or a file would have it."""

from fractions import Fraction

from django.db import connection

from promises.attacker.figures import Cell, Published, Read, Spot, Vintage

_CELLS = """
SELECT e.year, e.month, e.number, c.flow, coalesce(p.code, c.trade_id, ''),
    coalesce(c.measure_id, ''), coalesce(o.code, 'IR'), c.status, c.value
FROM statistics_frozencell c
JOIN statistics_edition e ON e.id = c.edition_id AND e.state = 'published'
LEFT JOIN catalog_product p ON p.id = c.product_id
LEFT JOIN accounts_organization o ON o.id = c.organization_id
ORDER BY c.id
"""


def read_frozen() -> Published:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_CELLS)
        for *vintage, flow, what, measure, place, status, value in cursor.fetchall():
            cell = Cell(Vintage(*vintage), Spot(flow, what, measure, place))
            found[cell] = Read(status, None if value is None else Fraction(value))
    return Published(found)
