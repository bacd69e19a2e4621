"""How templates are read: pages lose the indentation of their source, letters keep theirs."""

from pathlib import Path

from django.template import Engine


def test_a_page_is_read_without_its_indentation_and_a_letter_as_written(tmp_path: Path) -> None:
    source = "<p>\n    {{ name }}\n\n  آزمایش  </p>\n"
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.loaders.Compact"])
    for name in ("page.html", "letter.txt"):
        (tmp_path / name).write_text(source, encoding="utf-8")
    assert engine.get_template("page.html").source == "<p>\n{{ name }}\nآزمایش  </p>\n"
    assert engine.get_template("letter.txt").source == source
