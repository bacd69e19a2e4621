"""`manage.py check_history`: every filed round against its digest; 1 when one is not whole."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from statistics.history_audit import audit


class Command(BaseCommand):
    help = "Computes the chain of every submission's rounds again and names what is not whole."

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit()
        self.stdout.write(f"{report.rounds} rounds; heads {report.heads}")
        for number in report.broken:
            self.stderr.write(f"not whole: {number}")
        if report.broken:
            sys.exit(1)
