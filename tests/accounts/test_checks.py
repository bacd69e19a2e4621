"""What the check of the database says about accounts."""

import pytest
from django.core.checks import Tags, run_checks

from accounts.enums import ROLE_PERMISSIONS, Permission, Role
from tests.world import World


def found(**options: object) -> list[str]:
    return [str(one.id) for one in run_checks(tags=[Tags.database], **options)]  # type: ignore[arg-type]


def test_an_upgrade_without_sync_roles_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(databases=["default"]) == []
    fewer = ROLE_PERMISSIONS[Role.UNION_OFFICER] - {Permission.DECIDE}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.UNION_OFFICER, fewer)
    assert found(databases=["default"]) == ["accounts.W001"]
    assert found() == []
