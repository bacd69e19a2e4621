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


def test_a_line_that_is_not_shown_leaves_no_empty_one(tmp_path: Path) -> None:
    source = "<p>\n{% if x %}<b>الف</b>{% endif %}\n{% if y %}ب{% else %}ج{% endif %}\n</p>\n"
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.template_minifier.MinifyingLoader"])
    page = engine.get_template("page.html")
    assert page.render(Context({"x": False, "y": False})) == "<p>\nج\n</p>\n"
    assert page.render(Context({"x": True, "y": True})) == "<p>\n<b>الف</b>\nب\n</p>\n"


def test_a_line_that_only_names_something_leaves_no_empty_one(tmp_path: Path) -> None:
    source = "<p>\n{% firstof x 'ج' as y %}\n{{ y }}\n</p>\n"
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.template_minifier.MinifyingLoader"])
    page = engine.get_template("page.html").render(Context())
    assert page == "<p>\nج\n</p>\n"


def test_a_component_ends_where_the_line_that_includes_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "components").mkdir()
    (tmp_path / "components" / "part.html").write_text("<b>بخش</b>\n", encoding="utf-8")
    (tmp_path / "page.html").write_text('{% include "components/part.html" %}\n', encoding="utf-8")
    engine = Engine(dirs=[str(tmp_path)], loaders=["config.template_minifier.MinifyingLoader"])
    assert engine.get_template("page.html").render(Context()) == "<b>بخش</b>\n"


def test_a_part_ends_where_the_line_that_includes_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "_part.html").write_text("<b>بخش</b>\n", encoding="utf-8")
    (tmp_path / "page.html").write_text(
        '{% load i18n %}\n<p>\n{% block a %}\n{% include "_part.html" %}\n{% endblock %}\n</p>\n',
        encoding="utf-8",
    )
    engine = Engine(
        dirs=[str(tmp_path)],
        loaders=["config.template_minifier.MinifyingLoader"],
        libraries={"i18n": "django.templatetags.i18n"},
    )
    shown = engine.get_template("page.html").render(Context())
    assert shown == "\n<p>\n<b>بخش</b>\n</p>\n"
