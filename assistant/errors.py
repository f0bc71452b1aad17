"""Everything the product raises on purpose.

AssistantError
├─ ConfigError        a setting is missing or contradicts another
├─ CorpusError        a file of the corpus cannot be used: file, line
│  └─ ClauseParseError
├─ RuleDataError      an award rule cannot be used: file, key path
├─ IndexUnavailable   no index, an index being built, or one made by another model
├─ SessionsUnavailable  the store of conversations does not answer
└─ ModelError
   ├─ ModelTimeout    seconds waited
   └─ ModelOutputError

A caller's mistake is a `ValueError`; an unknown id is a `LookupError` (`KeyError` quotes its message).
"""


class AssistantError(Exception):
    """Base of all: the message says what, where, the offending value and what to do."""

    code = "internal"


class ConfigError(AssistantError):
    code = "configuration"


class CorpusError(AssistantError):
    code = "corpus"


class ClauseParseError(CorpusError):
    code = "clause_parse"


class RuleDataError(AssistantError):
    code = "rule_data"


class IndexUnavailable(AssistantError):
    code = "index_unavailable"


class SessionsUnavailable(AssistantError):
    code = "sessions_unavailable"


class ModelError(AssistantError):
    code = "model"


class ModelTimeout(ModelError):
    code = "model_timeout"


class ModelOutputError(ModelError):
    code = "model_output"
