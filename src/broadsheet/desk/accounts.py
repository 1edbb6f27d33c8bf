"""Accounts at the desk."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from broadsheet.desk.roles import establish_roles


class AccountError(Exception):
    """Why an account could not be made, in one line."""


@transaction.atomic
def add_account(username: str, password: str, email: str, role: str) -> None:
    """Make an account with one role; an ``owner`` may do everything.

    Raises AccountError if the name is taken or the role is none of ours.
    """
    users = get_user_model().objects
    if users.filter(username=username).exists():
        raise AccountError(f"there is an account called {username} already")
    if role == "owner":
        users.create_superuser(username, email, password)
        return
    establish_roles()
    group = Group.objects.filter(name__iexact=role).first()
    if group is None:
        raise AccountError(f"there is no role called {role}")
    users.create_user(username, email, password).groups.add(group)
