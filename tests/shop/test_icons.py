"""Icons: one tag, made once a process, and no name that the sprite does not have."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateDoesNotExist, loader

from shop.templatetags import icons

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMED = re.compile(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"')


def shown(text: str, **names: str) -> str:
    return Template("{% load icons %}" + text).render(Context(names))


def named(text: str) -> set[str]:
    return {tag or argument for tag, argument in NAMED.findall(text)}


def test_an_icon_is_a_picture_that_readers_pass_over():
    assert shown('{% icon "menu" "icon-open" %}') == (
        '<svg class="icon icon-open" aria-hidden="true" focusable="false">'
        '<use href="/static/kontor/img/icons.svg#menu"></use></svg>'
    )


def test_an_icon_may_be_named_by_a_variable():
    assert shown("{% icon what %}", what="box") == shown('{% icon "box" %}')


@pytest.mark.parametrize("name", ["bix", "", 'x"><script>'])
def test_an_unknown_icon_fails_loudly(name):
    with pytest.raises(ValueError, match=r"icons\.svg has no icon"):
        shown("{% icon what %}", what=name)


def test_an_icon_is_made_once(monkeypatch):
    shown('{% icon "box" %}')
    monkeypatch.setattr(icons, "format_html", None)

    assert "#box" in shown('{% icon "box" %}')


def test_templates_name_every_icon_of_the_sprite_and_no_other():
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))

    assert named(pages) == icons.names()
    assert named('{% icon "a" "big" %} with icon="b" {% icon c %}') == {"a", "b"}


def test_no_icon_is_a_template_of_its_own():
    with pytest.raises(TemplateDoesNotExist):
        loader.get_template("partials/icon.html")
