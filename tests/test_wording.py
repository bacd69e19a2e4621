"""One spelling for one word, in whatever people read."""

from statistics.enums import Timeliness
from tests.test_architecture import ROOT, sources

# Said in two parts, so that this file does not say it.
OTHER = "تأ" + "یید"
LATE = str(Timeliness.LATE.label)


def test_confirmed_is_written_as_the_guide_of_the_form_writes_it() -> None:
    texts = sources(ROOT, ".py", ".html", ".txt", ".js", ".md")
    assert len(texts) > 300
    found = [str(path.relative_to(ROOT)) for path in texts if OTHER in path.read_text("utf-8")]
    assert found == []


def test_late_filing_is_called_so_in_one_file_alone() -> None:
    texts = [*sources(ROOT, ".py"), *sources(ROOT / "templates", ".html")]
    found = [str(path.relative_to(ROOT)) for path in texts if LATE in path.read_text("utf-8")]
    assert found == ["statistics/enums.py"]


def test_the_documents_call_late_filing_as_the_pages_do() -> None:
    quoting = ("docs/glossary.md", "docs/workflow.md")
    assert [name for name in quoting if LATE not in (ROOT / name).read_text("utf-8")] == []
