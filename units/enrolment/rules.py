"""What is shown of a unit before its holder has proved who they are."""

LETTERS = 3


def masked_name(name: str) -> str:
    """Write a unit's name so that who knows it knows it again: «کارگاه کفش پرن…»."""
    first, *rest = name.split() or [""]
    return " ".join([first, *(_cut(word, LETTERS) for word in rest)] if rest else [_cut(first, 3)])


def masked_holder(name: str) -> str:
    """Write the first letters of a holder's name: «ل… ن…»."""
    return " ".join(_cut(word, 1) for word in name.split())


def _cut(word: str, letters: int) -> str:
    return word if len(word) <= letters else f"{word[:letters]}…"
