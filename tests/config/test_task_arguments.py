"""What stands in a queue is read by who runs the broker: ids and keys, not what somebody typed."""

import inspect

from config.celery import app

# Words of our own, keys, and addresses that nothing else holds until they are confirmed.
WORDS = {
    "accounts.tasks.send_password_reset": {"email", "domain"},
    "accounts.tasks.send_address_link": {"email"},
    "accounts.tasks.tell_old_address": {"old"},
    "accounts.tasks.send_reset_code": {"subject", "place"},
    "units.tasks.tell_number": {"message"},
}


def words_of(task: object) -> set[str]:
    """Name the arguments that are neither a number nor a switch."""
    parameters = inspect.signature(task.run).parameters.values()  # type: ignore[attr-defined]
    return {one.name for one in parameters if one.annotation not in (int, bool)}


def test_no_task_is_handed_what_somebody_typed() -> None:
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    assert len(ours) > 20
    found = {name: words for name, task in ours.items() if (words := words_of(task))}
    assert found == WORDS


def test_a_typed_name_among_the_arguments_is_found() -> None:
    def planted(user_id: int, username: str) -> None: ...

    app.task(name="tests.planted")(planted)
    try:
        assert words_of(app.tasks["tests.planted"]) == {"username"}
    finally:
        app.tasks.unregister("tests.planted")
