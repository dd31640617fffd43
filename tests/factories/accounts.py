"""People."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User


class UserFactory(DjangoModelFactory):
    """A customer whose password is `open sesame`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"customer{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@shop.example")
    is_verified = True
    email_verified_at = factory.LazyFunction(timezone.now)
    password = factory.django.Password("open sesame")


class StaffFactory(UserFactory):
    """An owner, who may do everything in the back office."""

    username = factory.Sequence(lambda n: f"staff{n}")
    is_staff = True
    is_superuser = True
