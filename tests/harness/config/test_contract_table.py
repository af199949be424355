"""[contract]: a file beside the profile, one of the suites, or a path of the running checkout."""

from pathlib import Path

import pytest

from harness.config import profile
from harness.config.checkout import OwnContract
from harness.config.profile import ProfileError, parse

START = '[start]\ncommand = ["x"]\n'


def contract(text: str, base: Path) -> OwnContract | None:
    """What a profile with this table says."""
    return parse(f"{START}[contract]\n{text}\n", "my.toml", base).contract


def test_the_reference_shop_has_the_document_of_the_suites() -> None:
    found = profile.load().contract
    assert found is not None
    assert Path(found.file).name == "payments.openapi.yaml"
    assert Path(found.file).is_file()
    assert (found.served, found.every_answer) == ("/openapi.json", True)


def test_a_file_starts_at_the_profile_s_folder(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").touch()
    assert contract('openapi = "api.yaml"', tmp_path) == OwnContract(str(tmp_path.resolve() / "api.yaml"))


def test_a_path_is_asked_of_the_running_checkout(tmp_path: Path) -> None:
    assert contract('openapi = "/openapi.json"', tmp_path) == OwnContract(served="/openapi.json")


def test_without_a_table_there_is_none(tmp_path: Path) -> None:
    assert parse(START, "my.toml", tmp_path).contract is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('openapi = "nowhere.yaml"', ":4: expected an OpenAPI document for `openapi`"),
        ('openapi = "/openapi.json"\nserved = "/openapi.json"', ":4: expected a file for `openapi` beside `served`"),
        ('openapi = "/openapi.json"\nserved = "openapi.json"', ":5: expected a path that starts with /"),
        ("every_answer = true", "[contract] with `openapi`"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProfileError) as caught:
        contract(text, tmp_path)
    assert message in str(caught.value)
