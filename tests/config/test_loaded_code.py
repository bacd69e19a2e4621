"""An upgrade lays new files under a running web process: it goes on with what it holds."""

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path

import config.wsgi
from django.conf import settings
from django.template import engines
from django.test import Client

read = []
def note(event, args):
    if event == "open" and Path(str(args[0])).is_relative_to(Path.cwd()):
        if Path(str(args[0])).suffix in {".html", ".txt", ".py", ".pyc"}:
            read.append(str(args[0]))
sys.addaudithook(note)

answer = Client().get("/accounts/login/", headers={"host": settings.ALLOWED_HOSTS[0]})
pages = sorted(Path("templates").rglob("*.html"))
for page in pages:
    technical = page.is_relative_to("templates/technical")
    engine = engines["technical" if technical else "django"]
    engine.get_template(str(page.relative_to("templates/technical" if technical else "templates")))
print(answer.status_code, len(pages) > 100, read)
"""


def test_no_page_is_read_from_the_folder_after_the_start() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == ["200 True []"], done.stderr
