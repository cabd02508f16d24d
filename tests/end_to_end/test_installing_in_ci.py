"""What fits mtqa into CI installs the revision that it is taken from: run for real, in fresh environments."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from ci_jobs import Runner, shell
from gated import standard, worse, write_corpus
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mtqa.gating import accept

_REVISION = "0.0.7"
"""A version that no index has and no environment here: what runs under it comes from the checkout."""


@pytest.fixture(scope="session")
def checkout(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Git repository with this project's files at a revision of its own."""
    folder = tmp_path_factory.mktemp("checkout") / "mtqa"
    for path in files_of(project_root):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project_root / path, folder / path)
    set_version(folder, project_root, _REVISION)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "A revision")
    git(folder, "tag", "v" + _REVISION)
    # What came after the revision must not be what is installed.
    set_version(folder, project_root, "0.0.8")
    git(folder, "commit", "--quiet", "--all", "--message", "A later one")
    git(folder, "checkout", "--quiet", "v" + _REVISION)
    return folder


def files_of(project_root: Path) -> list[str]:
    """What the repository holds, or the source distribution where there is no repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=project_root, capture_output=True, text=True)
    if listed.returncode == 0:
        return [path for path in listed.stdout.split("\0") if path and (project_root / path).is_file()]
    made = {".venv", "__pycache__", "build", "dist", "reports"}
    paths = (path.relative_to(project_root) for path in project_root.rglob("*") if path.is_file())
    return [str(path) for path in paths if not made & set(path.parts) and path.suffix != ".so"]


def set_version(folder: Path, project_root: Path, version: str) -> None:
    project = (project_root / "pyproject.toml").read_text()
    changed, n = re.subn('^version = ".*"$', f'version = "{version}"', project, flags=re.MULTILINE)
    assert n == 1
    (folder / "pyproject.toml").write_text(changed)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "site")
    return tmp_path


@pytest.fixture(scope="session")
def without_dependencies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Lets pip install the revision alone, beside the packages that these tests use."""
    packages = tmp_path_factory.mktemp("packages")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "mtqa" not in entry.name:
            (packages / entry.name).symlink_to(entry)
    return {"PIP_NO_DEPS": "1", "PYTHONPATH": str(packages)}


def test_the_action(checkout: Path, repository: Path, without_dependencies: dict[str, str]) -> None:
    nothing_accepted = Runner(checkout, repository, corpus="site").run(**without_dependencies)
    assert nothing_accepted.returncode == 3, nothing_accepted.stderr
    environment = repository / "temporary" / "mtqa-environment"
    installed = (environment / "mtqa-installed").stat().st_mtime_ns
    assert _REVISION in shell(f"{environment}/bin/mtqa doctor", repository, **without_dependencies).stdout
    assert shell(f"{environment}/bin/mtqa gate site --accept", repository, **without_dependencies).returncode == 0

    runner = Runner(checkout, repository, corpus="site")
    assert runner.run(**without_dependencies).returncode == 0
    assert [use.partition("@")[0] for use in runner.used] == ["actions/setup-python", "actions/cache"]
    assert (environment / "mtqa-installed").stat().st_mtime_ns == installed  # found again, not installed again
    write_corpus(repository / "site", worse(standard()))
    assert Runner(checkout, repository, corpus="site").run(**without_dependencies).returncode == 1


def test_nothing_heavy_comes_along(project_root: Path) -> None:
    """What the default installation brings: the dependencies and, by what each package says of itself, theirs."""
    project = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]
    waiting, brought = list(project["dependencies"]), set()
    while waiting:
        requirement = Requirement(waiting.pop())
        marker, name = requirement.marker, canonicalize_name(requirement.name)
        extras = {"", *requirement.extras}
        if name in brought or not (marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)):
            continue
        brought.add(name)
        waiting += requires(name) or []
    assert {"transformers", "tokenizers", "pyarrow"} <= brought
    assert not brought & {"torch", "triton", "scipy", "scikit-learn", "sentence-transformers", "ctranslate2"}


def test_the_key_of_an_installation(checkout: Path, tmp_path: Path) -> None:
    """It changes with the revision, the extras and nothing else."""
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy)

    def key(*extras: str) -> str:
        result = subprocess.run(
            [copy / ".ci/install", "--key", tmp_path / "environment", *extras],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
        )
        assert re.fullmatch(r"mtqa-[0-9-]+\n", result.stdout)
        return result.stdout

    first = key()
    assert key() == first
    assert key("embed") != first
    (copy / "README.md").write_text("Other words")
    assert key() == first
    git(copy, "checkout", "--quiet", "main", "--", "pyproject.toml")
    assert key() != first


@pytest.mark.parametrize("extras", ["embed]; touch x", "-e .", "Embed"])
def test_extras_are_words(checkout: Path, tmp_path: Path, extras: str) -> None:
    result = subprocess.run(
        [checkout / ".ci/install", tmp_path / "environment", extras], capture_output=True, text=True, cwd=tmp_path
    )
    assert (result.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "extras are words" in result.stderr


def run_gitlab_job(checkout: Path, repository: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    job = yaml.safe_load((checkout / ".ci/gitlab/mtqa.gitlab-ci.yml").read_text())["mtqa-gate"]
    given = {**job["variables"], "MTQA_CORPUS": "site", "PYTHON": sys.executable, **variables}
    return shell("\n".join(job["before_script"] + job["script"]), repository, **given)


def test_the_gitlab_job(checkout: Path, repository: Path, without_dependencies: dict[str, str]) -> None:
    where = {"MTQA_PROJECT": str(checkout), "MTQA_REVISION": "v" + _REVISION, **without_dependencies}
    nothing_accepted = run_gitlab_job(checkout, repository, where)
    assert nothing_accepted.returncode == 3, nothing_accepted.stderr
    command = repository / ".mtqa-environment/bin/mtqa"
    assert shell(f"{command} --version", repository, **without_dependencies).stdout == f"mtqa {_REVISION}\n"
    assert shell(f"{command} gate site --accept", repository, **without_dependencies).returncode == 0
    passed = run_gitlab_job(checkout, repository, where)
    assert passed.returncode == 0, passed.stderr
    write_corpus(repository / "site", worse(standard()))
    assert run_gitlab_job(checkout, repository, where).returncode == 1


@pytest.mark.parametrize("missing", ["MTQA_PROJECT", "MTQA_REVISION"])
def test_the_gitlab_job_never_guesses_what_to_install(checkout: Path, repository: Path, missing: str) -> None:
    where = {"MTQA_PROJECT": str(checkout), "MTQA_REVISION": "v" + _REVISION, missing: ""}
    result = run_gitlab_job(checkout, repository, where)
    assert result.returncode == 2
    assert "Set MTQA_PROJECT and MTQA_REVISION" in result.stderr


def test_pre_commit(checkout: Path, repository: Path, without_dependencies: dict[str, str]) -> None:
    """pre-commit itself, in a repository that names the hook."""
    accept(str(repository / "site"), repository / "mtqa-accepted.json")
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {checkout}\n  rev: v{_REVISION}\n  hooks:\n  - id: mtqa-gate\n    args: [site]\n"
    )
    git(repository, "init", "--quiet")
    git(repository, "add", "site", "mtqa-accepted.json", ".pre-commit-config.yaml")
    home = {"PRE_COMMIT_HOME": str(repository / "home"), **without_dependencies}
    command = f"{sys.executable} -m pre_commit run --verbose"
    passed = shell(command, repository, **home)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    installed = (repository / "home").glob(f"repo*/py_env*/lib/python*/site-packages/mtqa-{_REVISION}.dist-info")
    assert len(list(installed)) == 1
    write_corpus(repository / "site", worse(standard()))
    git(repository, "add", "site")
    assert shell(command, repository, **home).returncode == 1


def test_the_source_distribution_is_complete(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--sdist", "--outdir", str(tmp_path), str(checkout)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    with tarfile.open(tmp_path / f"mtqa-{_REVISION}.tar.gz") as archive:
        held = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    assert set(files_of(checkout)) - held == {".gitignore"}
