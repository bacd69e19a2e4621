"""One spelling for one word, in whatever people read."""

from tests.test_architecture import ROOT, sources

# Said in two parts, so that this file does not say it.
OTHER = "تأ" + "یید"


def test_confirmed_is_written_as_the_guide_of_the_form_writes_it() -> None:
    texts = sources(ROOT, ".py", ".html", ".txt", ".js", ".md")
    assert len(texts) > 300
    found = [str(path.relative_to(ROOT)) for path in texts if OTHER in path.read_text("utf-8")]
    assert found == []
