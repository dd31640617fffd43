"""The one base class of the back office."""

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, InlineAdminFormSet
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import SEARCH_VAR, ChangeListSearchForm
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms import CharField, ModelForm, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from database.back_office.changes import add_changes, with_names
from database.back_office.deletion import SoftDeletion
from database.back_office.filters import SpanFilter
from database.back_office.paging import CappedPaginator
from database.back_office.versions import VersionedForm, describe_changes
from database.errors import StaleVersion
from database.rows.base_models import BaseModel, VersionedModel
from database.transactions import classify

AUDIT_COLUMNS = ("created_at", "created_by", "updated_at", "updated_by")
LONGEST_SEARCH = 200  # characters
COMPARISONS = ("exact", "in", "isnull", "gte", "lt", "id__exact")


class KeysInRange(ModelMultipleChoiceField):
    """A choice of rows by number, which refuses numbers that no column can hold."""

    LONGEST = 18  # digits

    def clean(self, value: Any) -> Any:
        """Return the rows. Raises ValidationError for a key that cannot be one."""
        for key in value or ():
            if len(str(key)) > self.LONGEST and str(key).strip("-+").isdecimal():
                text, names = self.error_messages["invalid_choice"], {"value": key}
                raise ValidationError(text, code="invalid_choice", params=names)
        return super().clean(value)


class SearchForm(ChangeListSearchForm):
    """The search of a list, up to the length that every engine can compare."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = _("The search is too long: use up to %(limit)s characters.")
        self.fields[SEARCH_VAR] = CharField(
            required=False,
            strip=False,
            max_length=LONGEST_SEARCH,
            error_messages={"max_length": text % {"limit": LONGEST_SEARCH}},
        )


class ShopChangeList(ChangeList):
    """unfold's list without "220 results (Show all)" over a list that shows all."""

    search_form_class = SearchForm

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        """Filter; fields of the filters that were sent empty do not count as such."""
        rows = super().get_queryset(request, *args, **kwargs)
        self.has_active_filters = any(
            spec.used_parameters for spec in self.filter_specs
        )
        return rows


class ShopModelAdmin(ModelAdmin):
    """unfold's ModelAdmin with the habits of this shop.

    Lists count up to a cap and take filters from a list only; service-owned columns
    (`service_fields`) and audit columns are shown and never edited.
    """

    list_per_page = 25
    list_max_show_all = 50
    show_full_result_count = False
    # Counting every choice of every filter reads the whole table for each of them.
    show_facets = ShowFacets.NEVER
    paginator = CappedPaginator
    service_fields: tuple[str, ...] = ()
    # Whether the command palette offers its rows.
    is_in_palette = True
    # What one row and several rows are called, if not as the model's Meta says.
    called: tuple[Any, Any] | None = None
    # Lookups that links of ours use and no filter names.
    linked_lookups: tuple[str, ...] = ()
    audit_fieldset = (
        gettext_lazy("Created and changed"),
        {"fields": (AUDIT_COLUMNS[:2], AUDIT_COLUMNS[2:]), "classes": ("collapse",)},
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ShopChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search; a text longer than any row can match finds nothing.

        SQLite refuses a LIKE pattern of more than 50,000 bytes.
        """
        if len(search_term) > LONGEST_SEARCH:
            return queryset.none(), False
        found = self.find(request, queryset, search_term) if search_term else None
        if found is not None:
            return found, False
        return super().get_search_results(request, queryset, search_term)

    def find(self, request: HttpRequest, rows: QuerySet, text: str) -> QuerySet | None:
        """Search as the rows themselves do, where they can: mostly by an index.

        Returns None for Django's search of the columns in `search_fields`.
        """
        return rows.found_by(text) if hasattr(rows, "found_by") else None

    def title_in_search(self, row: Any) -> str:
        """Name a row among those that the search over all lists found."""
        return str(row)

    def name_of(self, row: Any) -> str:
        """Return what a row is called in the way to its page, and in the tab."""
        return str(row)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what the page of a row shows besides its form.

        A title of its own names the row, which then is no subtitle.
        """
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        context["row_name"] = self.name_of(row) if row else ""
        shown = self.page_context(request, row) if row else {}
        if "title" in shown:
            context["subtitle"] = ""
        context |= shown
        return super().render_change_form(request, context, *args, **kwargs)

    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Return the rows below a form, with a button in the case of sentences."""
        formsets = super().get_inline_formsets(*args, **kwargs)
        for formset in formsets:
            formset.inline_formset_data = partial(_row_button, formset)
        return formsets

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Allow what the filters of the list ask, and nothing else.

        Django's own rule lets every column through, `password__startswith` included.
        """
        return lookup in self._known_lookups(request)

    def _known_lookups(self, request: HttpRequest) -> set[str]:
        known = set(self.linked_lookups)
        for item in self.get_list_filter(request):
            field = item[0] if isinstance(item, list | tuple) else item
            if isinstance(field, str):
                known |= {field, *(f"{field}__{name}" for name in COMPARISONS)}
            elif issubclass(field, SpanFilter):
                known |= set(field.parameters())
            else:
                known.add(field.parameter_name)
        return known

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("form_class", KeysInRange)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple:
        fields = (*super().get_readonly_fields(request, obj), *self.service_fields)
        return (*fields, *AUDIT_COLUMNS) if self._is_audited(obj) else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        """Add who made and changed the row, folded away."""
        fieldsets = [*super().get_fieldsets(request, obj)]
        if self._is_audited(obj):
            fieldsets.append(self.audit_fieldset)
        return fieldsets

    def _is_audited(self, obj: Any) -> bool:
        return obj is not None and issubclass(self.model, BaseModel)

    @property
    def names(self) -> tuple[Any, Any]:
        """Return what one row and several rows are called."""
        return self.called or (self.opts.verbose_name, self.opts.verbose_name_plural)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the list; say so where its address asked for what does not exist."""
        if "e" in request.GET:
            text = _("That filter or page does not exist. The list shows everything.")
            self.message_user(request, text, messages.WARNING)
        context = {"title": capfirst(str(self.names[1])), **(extra_context or {})}
        return super().changelist_view(request, context)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> Any:
        """Run an action on the rows. Raises BadRequest for an invalid key."""
        for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.to_python(key)
            except ValidationError as error:
                raise BadRequest(
                    _("One of the selected rows has an invalid key.")
                ) from error
        return super().response_action(request, queryset)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form; what only the database noticed becomes a sentence."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleVersion as error:
            text = describe_changes(error.row, since=error.row.version)
        except IntegrityError as error:
            text = str(classify(error).value)
        self.message_user(request, text, messages.ERROR)
        return redirect(request.get_full_path())

    def require(self, allowed: bool) -> None:
        """Answer 403 unless `allowed`."""
        if not allowed:
            raise PermissionDenied


def _row_button(formset: Any) -> str:
    """Return what the page's script knows of the rows. Django's says "Picture"."""
    data = json.loads(InlineAdminFormSet.inline_formset_data(formset))
    text = _("Add another %(verbose_name)s")
    data["options"]["addText"] = text % {"verbose_name": formset.opts.verbose_name}
    return json.dumps(data)


class TrackedModelAdmin(SoftDeletion, SimpleHistoryAdmin, ShopModelAdmin):
    """For rows with history, versions and soft delete: what staff edit."""

    form = VersionedForm
    change_form_before_template = "admin/seen_version.html"
    change_form_outer_before_template = "admin/deleted_notice.html"

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm, change: bool
    ) -> None:
        """Save a new row whole, of an old one the columns that were changed."""
        if not change or not isinstance(obj, VersionedModel):
            super().save_model(request, obj, form, change)
        elif form.has_changed():
            obj.save_version(fields=self.columns_to_save(obj, form))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return where the row's page is; the deleted have none."""
        is_gone = obj is not None and obj.is_deleted
        return None if is_gone else super().get_view_on_site_url(obj)

    def columns_to_save(self, obj: Any, form: Any) -> set[str]:
        """Return the columns an edit writes."""
        return form.changed_columns()

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show old states without a button: a revert would pass by the versions."""
        return True

    def get_history_queryset(
        self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any
    ) -> QuerySet:
        return with_names(history_manager.filter(**{pk_name: object_id}))

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Give the records of a page their changes, in the formats of the shop.

        Of the columns those that the reader's form shows as well, and the deletion.
        """
        records = list(historical_records)
        if not records:
            return
        oldest = records[-1]
        row = self.get_object(request, str(oldest.id))
        before = type(oldest).objects.filter(
            id=oldest.id, history_id__lt=oldest.history_id
        )
        earlier = with_names(before).order_by("-history_id").first()
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        add_changes(records, earlier, fields={*fields, "deleted_at"})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show the history; an invalid key leads home instead of failing."""
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(
                request, self.opts, unquote(object_id)
            )
        context = {"title": _("History"), **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show an old state of the row, read-only."""
        is_number = version_id.isascii() and version_id.isdecimal()
        known = self.get_object(request, unquote(object_id))
        if known is None or not is_number or len(version_id) > 18:
            raise Http404
        self.require(request.method != "POST")
        return super().history_form_view(request, object_id, version_id, extra_context)


class ReadOnlyModelAdmin(ShopModelAdmin):
    """For what is written by services alone: ledgers, logs, queues."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False
