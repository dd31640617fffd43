"""The user: shoppers and staff alike."""

import unicodedata
from datetime import UTC, datetime
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models.ledgers import PointsAccount, Wallet
from database.context import current_actor
from database.rows.base_models import (
    BaseModel,
    LivingQuerySet,
    SoftDeleteModel,
    VersionedModel,
)
from database.rows.locking import lock_in_order

# Until somebody of the staff opens the account again.
LAST_OWNER = _("This is the only superuser. Make a colleague a superuser first.")
LOCKED_FOR_GOOD = datetime(9000, 1, 1, tzinfo=UTC)


def fold(name: str) -> str:
    """Return a user name or e-mail address as it is stored: NFKC, lower case."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def source_key(source: str, number: str) -> str:
    """Return what a customer of another system is known by here.

    No user name can be chosen that has a colon.
    """
    return f"{source}:{number}"


def source_number(key: str | None) -> str:
    """Return the number in a source key; empty without one."""
    return (key or "").partition(":")[2]


# What imports call the systems that their customers come from.
ONLINE_RETAIL = "online-retail"
SOURCES = (ONLINE_RETAIL,)


class UserQuerySet(LivingQuerySet):
    def called(self, name: str) -> Self:
        """Keep whoever has this user name, and whom an import knew by this number."""
        keys = [source_key(source, name) for source in SOURCES]
        return self.filter(Q(username=name) | Q(source_key__in=keys))

    def customers(self) -> Self:
        """People who are not staff."""
        return self.filter(is_staff=False)

    def staff(self) -> Self:
        """People who may enter the back office."""
        return self.filter(is_staff=True)


class AllUsersManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """All users, the deleted too, so that no name is given out twice."""

    # allauth's migrations ask for `User.objects`.
    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=fold(username or ""))

    def create_user(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Create a user with points account and wallet, in one transaction."""
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Create a user who may do everything in the back office."""
        fields = {"is_staff": True, "is_superuser": True, **fields}
        return self.create_user(username, email, password, **fields)


class LivingUsersManager(AllUsersManager):
    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class User(
    SoftDeleteModel, VersionedModel, BaseModel, AbstractBaseUser, PermissionsMixin
):
    """A person with an account. User name and e-mail address are kept in lower case."""

    username = models.CharField(
        _("user name"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Letters, digits and @ . + - _ only."),
        error_messages={
            "unique": _("This user name is already taken. Choose another.")
        },
    )
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("This e-mail address already has an account.")},
    )
    # What another system knows the customer by, such as "online-retail:17850". Given by
    # an import alone: a name that people choose never leads to imported orders.
    source_key = models.CharField(
        _("customer number of an import"),
        max_length=150,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        error_messages={"unique": _("Another customer has this number already.")},
    )
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    display_name = models.CharField(_("display name"), max_length=150, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    bio = models.TextField(_("about"), max_length=2000, blank=True)
    website = models.URLField(_("website"), blank=True)

    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("If this is not ticked, this person cannot log in."),
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May enter the back office.")
    )
    is_verified = models.BooleanField(_("verified"), default=False, editable=False)
    email_verified_at = models.DateTimeField(
        _("e-mail confirmed"), null=True, blank=True, editable=False
    )
    failed_login_attempts = models.PositiveIntegerField(
        _("failed logins"), default=0, editable=False
    )
    locked_until = models.DateTimeField(
        _("locked until"), null=True, blank=True, editable=False
    )
    password_changed_at = models.DateTimeField(
        _("password changed"), null=True, blank=True, editable=False
    )
    last_login_at = models.DateTimeField(
        _("last login"), null=True, blank=True, editable=False
    )
    last_login_ip = models.GenericIPAddressField(
        _("last address"), null=True, blank=True, editable=False
    )

    all_objects = AllUsersManager()
    objects = LivingUsersManager()
    history = HistoricalRecords(
        excluded_fields=[
            "password",
            "failed_login_attempts",
            "locked_until",
            "last_login_at",
            "last_login_ip",
        ]
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["-created_at", "-id"]
        base_manager_name = "all_objects"
        permissions = [
            ("manage_staff", _("Can create staff, give roles and set passwords")),
            ("verify_user", _("Can declare an e-mail address confirmed")),
            ("unlock_user", _("Can lock and unlock accounts")),
            (
                "view_personal_data",
                _("Can see addresses, birth dates, logins, sessions and mails"),
            ),
        ]
        indexes = [
            # The list of customers, newest first.
            models.Index(fields=["-created_at", "-id"], name="accounts_user_newest"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def last_login(self) -> Any:  # type: ignore[override]
        """The name Django's password-reset tokens know the time of login by."""
        return self.last_login_at

    @property
    def is_locked(self) -> bool:
        """Tell whether nobody may log in now; what the database says counts."""
        return self.locked_until is not None and self.locked_until > timezone.now()

    @property
    def is_locked_for_good(self) -> bool:
        """Tell whether the staff locked the account, until they open it again."""
        return self.locked_until == LOCKED_FOR_GOOD

    @property
    def source_number(self) -> str:
        """The number that an import gave the customer; empty for everybody else."""
        return source_number(self.source_key)

    @property
    def full_name(self) -> str:
        """First and last name, else the display name, else the number or user name."""
        name = f"{self.first_name} {self.last_name}".strip()
        return name or self.display_name or self.source_number or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name or self.display_name or self.username

    def clean(self) -> None:
        """Fold the names before uniqueness is checked; no address is None, never ''."""
        self.username = fold(self.username)
        self.email = fold(self.email) if self.email else None

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    def change_password(self, raw_password: str | None) -> None:
        """Set the password and save it alone; None locks out until it is reset."""
        self.set_password(raw_password)
        self.save(update_fields=["password", "password_changed_at"])

    def lock_for_deletion(self) -> None:
        """Lock the account; that of an owner together with all other owners'."""
        if self.is_superuser:
            lock_in_order(User.all_objects.filter(is_superuser=True))
        else:
            super().lock_for_deletion()

    def obstacle_to_deletion(self) -> str:
        """Say so where it is the account in use, or the last that may do everything."""
        if current_actor().user_id == self.pk:
            return gettext("This is your own account. Ask a colleague to delete it.")
        return str(LAST_OWNER) if self.is_last_owner() else ""

    def is_last_owner(self) -> bool:
        """Tell whether nobody else could give rights to anybody.

        Locks the owners: two of them may be about to shut each other out.
        """
        if not self.is_superuser:
            return False
        with transaction.atomic():
            owners = lock_in_order(User.all_objects.filter(is_superuser=True))
        at_work = {row.pk for row in owners if row.is_active and not row.is_deleted}
        return at_work == {self.pk}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new user gets points account and wallet in the same transaction."""
        User.clean(self)
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                PointsAccount.objects.create(user=self)
                Wallet.objects.create(user=self)

    def _follow_deletion(self) -> list[str]:
        """Keep a deleted user from logging in; a restored one may again."""
        self.is_active = not self.is_deleted
        return ["is_active"]
