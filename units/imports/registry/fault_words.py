"""How a fault of a row is written in SQL: when, in which column, what is wrong, what to do."""

from units.imports.registry.facts import persian


def fault(when: str, column: str, written: str, told: str, remedy: str) -> str:
    return f"WHEN {when} THEN ARRAY['{column}', {written}, {told}, {remedy}]"


def line_words(column: str) -> str:
    return f"'سطر ' || {persian(column)}"


def lacking(when: str, fields: tuple[tuple[str, str], ...], what: str) -> str:
    return "\n".join(
        fault(
            f"{when} AND m.{name} IS NULL",
            heading,
            "''",
            f"'برای {what} لازم است.'",
            f"'{heading} را بنویسید.'",
        )
        for name, heading in fields
    )
