"""What is told of the number to which a code goes, before anybody has proved that it is theirs."""


def masked_mobile(number: str) -> str:
    """Write a mobile as «0900 ••• ••80»; a page gives it the portal's digits."""
    return f"{number[:4]} ••• ••{number[-2:]}"
