"""The files by which the product is installed and run."""

import re
import tomllib
from typing import Any

import pytest
import yaml

from homestart.local.place import ROOT

LOCKS = ("requirements.lock", "requirements-start.lock", "requirements-dev.lock")


def pinned(lock: str) -> dict[str, str]:
    """Version by package name."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_each_lock_holds_the_smaller_one() -> None:
    """So the packages of ./test serve ./start too, and what is tested is what runs in production."""
    production, start, dev = (pinned(lock).items() for lock in LOCKS)
    assert production < start < dev


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash_and_from_no_named_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    for requirement in text.replace("\\\n", " ").splitlines():
        assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement), requirement


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.match(r"[\w-]+", line).group().lower() for line in project["dependencies"]}
    assert wanted <= pinned("requirements.lock").keys()


def test_compose_sets_what_the_settings_read(compose: dict[str, Any]) -> None:
    read = set(
        re.findall(r"""env(?:\.\w+)?\(\s*"(\w+)\"""", (ROOT / "homestart" / "settings.py").read_text())
    )
    ours = [service for service in compose["services"].values() if service.get("image") == "homestart"]
    assert len(ours) == 4
    for service in ours:
        assert (
            {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"} <= service["environment"].keys() <= read
        )


def test_only_the_migration_knows_the_owner_of_the_tables(compose: dict[str, Any]) -> None:
    services = compose["services"]
    knowing = [name for name, one in services.items() if "OWNER" in str(one.get("environment"))]
    assert knowing == ["migrate", "postgres"]


def test_only_the_proxy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, one in compose["services"].items() if "ports" in one] == ["proxy"]


def test_what_compose_mounts_is_there(compose: dict[str, Any]) -> None:
    mounts = [
        volume.split(":")[0] for one in compose["services"].values() for volume in one.get("volumes", [])
    ]
    files = [ROOT / mount for mount in mounts if mount.startswith("./")]
    assert len(files) == 2
    assert all(file.is_file() for file in files)


def test_the_image_installs_only_the_production_lock_and_is_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in lines
    assert not {"requirements-start.lock", "requirements-dev.lock"} & set(lines.split())
    assert lines.index("USER homestart") < lines.index("CMD")
