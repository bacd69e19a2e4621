"""What tests of dashes share."""

from catalog.models import Product
from tests.world import BAG

DASH = '<span class="dash-mark" aria-hidden="true">—</span>'


def twin(code: str, of: str = BAG) -> Product:
    """Make a product of the same class and measure as another."""
    first = Product.objects.get(code=of)
    return Product.objects.create(
        code=code,
        name=f"همزاد {code}",
        isic_class=first.isic_class,
        level=5,
        measure=first.measure,
    )
