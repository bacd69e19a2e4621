"""How templates are read: pages lose the indentation of their source, letters keep theirs."""

from pathlib import Path

from django.template import Context, Engine


def test_a_page_is_read_without_its_indentation_and_a_letter_as_written(tmp_path: Path) -> None:
    source = "<p>\n    {{ name }}\n\n  آزمایش  </p>\n"
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.template_minifier.MinifyingLoader"])
    for name in ("page.html", "letter.txt"):
        (tmp_path / name).write_text(source, encoding="utf-8")
    assert engine.get_template("page.html").source == "<p>\n{{ name }}\nآزمایش  </p>\n"
    assert engine.get_template("letter.txt").source == source


def test_only_a_line_of_a_single_tag_joins_the_line_before(tmp_path: Path) -> None:
    source = '<i a="1"\n  {% if x %}b="2"{% endif %}\n  {% if y %}\n  c="3"\n  {% endif %}>\n'
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.template_minifier.MinifyingLoader"])
    shown = engine.get_template("page.html").render(Context({"x": True, "y": True}))
    assert shown.split() == ["<i", 'a="1"', 'b="2"', 'c="3"', ">"]
