"""`migrate` renders new models alone, and what it makes of them is the same."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import ConnectionHandler, connections, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from database.management.commands import migrate
from database.tables.new_models import rendered_alone


def model(name: str, **keys: str) -> ModelState:
    """Return a model of the app `shop` with a key to each model that is named."""
    fields: list[tuple[str, models.Field]] = [
        ("id", models.AutoField(primary_key=True))
    ]
    for field, target in keys.items():
        key = models.ForeignKey(f"shop.{target}", models.CASCADE, related_name=field)
        fields.append((field, key))
    return ModelState("shop", name, fields)


def state_of(*states: ModelState) -> ProjectState:
    state = ProjectState()
    for one in states:
        state.add_model(one)
    return state


def rendered(state: ProjectState, name: str) -> type[models.Model]:
    return state.apps.get_model("shop", name)


def test_a_new_model_leaves_the_classes_of_the_others_alone():
    state = state_of(model("Product"), model("Line", product="Product"))
    product, line = rendered(state, "Product"), rendered(state, "Line")

    with rendered_alone():
        state.add_model(model("Picture", pictured="Product"))

    assert (rendered(state, "Product"), rendered(state, "Line")) == (product, line)
    assert rendered(state, "Picture").pictured.field.related_model is product


def test_the_next_change_makes_every_class_anew():
    state = state_of(model("Product"))
    product = rendered(state, "Product")

    with rendered_alone():
        state.add_model(model("Picture", pictured="Product"))
        name = migrations.AddField("product", "name", models.CharField(max_length=9))
        name.state_forwards("shop", state)

    assert rendered(state, "Product") is not product
    (relation,) = rendered(state, "Product")._meta.related_objects
    assert relation.related_model is rendered(state, "Picture")


def test_a_copy_of_a_state_knows_all_relations():
    state = state_of(model("Product"))
    assert rendered(state, "Product")._meta.related_objects == ()

    with rendered_alone():
        state.add_model(model("Picture", pictured="Product"))
        copy = state.clone()

    (relation,) = rendered(copy, "Product")._meta.related_objects
    assert relation.related_model is rendered(copy, "Picture")


def test_django_is_left_as_it_was():
    before = dict(vars(ProjectState))

    with rendered_alone():
        assert vars(ProjectState) != before

    assert vars(ProjectState) == before


def definitions(path, monkeypatch, command) -> dict[str, tuple[str, list[str]]]:
    """Migrate a file of SQLite; return what is defined, the columns in no order."""
    entry = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    connection = ConnectionHandler({"default": entry})["default"]
    with monkeypatch.context() as patch:
        patch.setattr(connections, "_connections", SimpleNamespace(default=connection))
        call_command(command, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            found = {name: sql.removesuffix(")") for name, sql in cursor.fetchall()}
        connection.close()
    return {
        name: (sql.partition("(")[0], sorted(sql.partition("(")[2].split(", ")))
        for name, sql in found.items()
    }


@pytest.mark.thorough
@pytest.mark.django_db
def test_the_database_is_the_one_that_django_makes(tmp_path, monkeypatch):
    """A table that SQLite made anew may have its columns in another order."""
    made = definitions(tmp_path / "ours", monkeypatch, migrate.Command())
    wanted = definitions(tmp_path / "theirs", monkeypatch, django_migrate.Command())

    assert len(made) > 300
    assert made == wanted


@pytest.mark.parametrize(
    ("applied", "is_short"), [({}, True), ({("a", "1"): 1}, False)]
)
def test_only_an_empty_database_takes_the_short_way(monkeypatch, applied, is_short):
    monkeypatch.setattr(
        migrate.MigrationRecorder, "applied_migrations", lambda _self: applied
    )
    add = ProjectState.add_model

    with migrate.Command()._rendering({"database": "default"}):
        assert (ProjectState.add_model is not add) == is_short

    assert ProjectState.add_model is add
