"""Settings come from the environment, an empty one is none, and a bad one is named plainly."""

from pathlib import Path

import pytest

from assistant.settings import Settings, load_settings
from vectorstore.errors import PaperAssistantError

NAMES = ("HOME", "MODEL", "EMBEDDINGS", "CONTEXT_TOKENS")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*(f"PAPER_ASSISTANT_{name}" for name in NAMES), "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_set_means_the_built_in_parts() -> None:
    settings = load_settings()
    assert (settings.model, settings.embeddings, settings.openai_base_url) == ("", "built-in", "")
    assert settings.openai_api_key.get_secret_value() == ""
    assert settings.home.name == "paper-assistant"
    assert settings.context_tokens == 6000


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAPER_ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setenv("PAPER_ASSISTANT_MODEL", "ollama:llama3")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-sentinel")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1/")
    settings = load_settings()
    assert (settings.home, settings.model) == (tmp_path, "ollama:llama3")
    assert settings.openai_base_url == "http://127.0.0.1:1234/v1"
    assert settings.openai_api_key.get_secret_value() == "sk-sentinel"
    assert "sentinel" not in repr(settings)


def test_an_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "PAPER_ASSISTANT_MODEL=from-file\nPAPER_ASSISTANT_CONTEXT_TOKENS=900\nOTHER=1\n"
    )
    monkeypatch.setenv("PAPER_ASSISTANT_MODEL", "from-environment")
    settings = load_settings()
    assert (settings.model, settings.context_tokens) == ("from-environment", 900)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPER_ASSISTANT_CONTEXT_TOKENS", "")
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAPER_ASSISTANT_CONTEXT_TOKENS", "many"),
        ("PAPER_ASSISTANT_CONTEXT_TOKENS", "-1"),
        ("PAPER_ASSISTANT_EMBEDDINGS", "gpt"),
        ("OPENAI_BASE_URL", "localhost:1234"),
    ],
)
def test_a_bad_value_is_an_error_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(PaperAssistantError, match=f"{name}: .*should"):
        load_settings()
