"""Forms for people's accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.models import CustomerNote, User
from accounts.models.users import LAST_OWNER
from database.back_office import VersionedForm


class NewUserForm(UserCreationForm):
    """Makes an account that can log in at once."""

    class Meta:
        model = User
        fields = ("username", "email", "first_name", "last_name", "is_staff", "groups")
        field_classes = {"username": UsernameField}


class UserForm(VersionedForm, UserChangeForm):
    """Changes an account; the password has a page of its own."""

    class Meta:
        model = User
        # The admin adds those of its fieldsets.
        fields = ("username", "email")
        field_classes = {"username": UsernameField}

    def clean(self) -> dict[str, Any]:
        """Keep one account at least that may do everything."""
        values = super().clean()
        for name in ("is_active", "is_superuser"):
            taken = name in self.changed_data and not values.get(name)
            if taken and self.instance.is_active and self.instance.is_last_owner():
                self.add_error(name, LAST_OWNER)
        return values


class PasswordForm(AdminPasswordChangeForm):
    """Sets somebody's password and touches no other column of the row."""

    def save(self, commit: bool = True) -> Any:
        # Without a password the account gets an unusable one, as Django's form says.
        password = self.cleaned_data.get("password1")
        usable = self.cleaned_data.get("set_usable_password", True)
        self.user.change_password(password if usable else None)
        return self.user


class NoteForm(forms.Form):
    """A remark about a customer."""

    text = forms.CharField(
        label=_("Note"),
        max_length=CustomerNote.LONGEST,
        help_text=_(
            "Only colleagues see it. A note cannot be changed: to correct it, "
            "add another."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
