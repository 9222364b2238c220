"""What the user may set, in environment variables or in a `.env` file of the working folder."""

from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from vectorstore.errors import PaperAssistantError


def _check_embeddings(value: str) -> str:
    provider, _, model = value.partition(":")
    if value in ("built-in", "built-in-int8", "none") or (provider == "openai" and model):
        return value
    raise ValueError("should be built-in, built-in-int8, none or openai:MODEL")


def _check_address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("should start with http:// or https://")
    return value.rstrip("/")


class Settings(BaseSettings):
    """The settings; an empty variable counts as unset."""

    model_config = SettingsConfigDict(
        env_prefix="PAPER_ASSISTANT_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    home: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default_factory=lambda: platformdirs.user_data_path("paper-assistant")
    )
    """Where the library lives."""
    model: str = ""
    """The model that writes: `auto`, `built-in`, `provider:name` or a name on the configured server."""
    openai_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    openai_base_url: Annotated[str, AfterValidator(_check_address)] = Field(
        default="", validation_alias="OPENAI_BASE_URL"
    )
    """A server that speaks OpenAI's protocol; empty for OpenAI itself."""
    embeddings: Annotated[str, AfterValidator(_check_embeddings)] = "built-in"
    """`built-in`, `built-in-int8` (faster, less exact), `openai:MODEL`, or `none` for keywords alone."""
    context_tokens: int = Field(default=6000, ge=500, le=1_000_000)
    """How many tokens of papers a model is shown at most."""


def load_settings() -> Settings:
    """Read the settings of the environment.

    Raises:
        PaperAssistantError: the value of a variable cannot be used; the message names it and says why.
    """
    try:
        return Settings()
    except ValidationError as error:
        # Without the error's own text: it quotes the input, which may be a key.
        faults = [
            f"{_variable_of(str(fault['loc'][0]))}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        ]
        raise PaperAssistantError(f"A setting cannot be used. {'; '.join(faults)}") from None
    except UnicodeDecodeError as error:
        raise PaperAssistantError("The file .env is not UTF-8 text; save it as UTF-8.") from error


def _variable_of(field: str) -> str:
    return field.upper() if field.lower().startswith("openai") else f"PAPER_ASSISTANT_{field.upper()}"
