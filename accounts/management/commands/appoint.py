"""`manage.py appoint NAME ROLE ORGANIZATION`: give a post, or take it back."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.appointments.command_services import (
    AppointmentRefusedError,
    PostByCode,
    account_exists,
    appoint,
    take_back,
)


class Command(BaseCommand):
    """The first statistics office, the technical administrator, and officers after them."""

    help = "Give an account a post at an organization, making the account; --take-back ends it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", help="statistics_officer, technical_admin, union_officer, …")
        parser.add_argument("organization", help="its code: statistics, ministry, 03, a union's")
        parser.add_argument("--full-name", default="", help="of a new account's person")
        parser.add_argument("--email", default="", help="of a new account")
        parser.add_argument("--take-back", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        name, post = options["username"], PostByCode(options["role"], options["organization"])
        try:
            if options["take_back"]:
                take_back(name, post, timezone.now())
                self.stdout.write(f"{name} holds the post {post.role} no more.")
                return
            # A password is never an argument: it would stand in the list of processes.
            new = options["full_name"] and not account_exists(name)
            password = _password() if new else ""
            # The operator reads one language: Django knows only some refusals in Persian.
            with translation.override("en"):
                appoint(
                    name, post, options["full_name"], options["email"], password, timezone.now()
                )
        except AppointmentRefusedError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{name} holds the post {post.role} at {post.organization}.")


def _password() -> str:
    """Ask twice at a terminal; a script hands one line over."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password of the new account: ")
    if getpass("The same once more: ") != password:
        raise CommandError("The two passwords differ.")
    return password
