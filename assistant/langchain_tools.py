"""The clause search as a langchain retriever and the calculator as langchain tools.

Nothing else imports this module, so that langchain is loaded only by those who use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import StructuredTool, ToolException
from pydantic import ConfigDict, Field

from assistant.accepted import check_question
from assistant.errors import AssistantError
from assistant.models import Passage
from assistant.service import PolicyAssistant
from assistant.tools import PolicyTools


class ClauseRetriever(BaseRetriever):
    """Finds clauses; a document's text is the whole clause, its id the clause's address."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Any = Field(description="A PolicyAssistant, as build_assistant makes it.")
    k: int = Field(5, ge=1, description="At most this many clauses.")

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        policy: PolicyAssistant = self.assistant
        found = policy.retriever.search(check_question(query), limit=self.k)
        return [_document(policy, item) for item in found.kept[: self.k]]


def award_tools(assistant: PolicyAssistant) -> list[StructuredTool]:
    """Tools list_awards, calculate and assess; what is wrong with a call is told to the model."""
    tools = PolicyTools(lambda: assistant)
    calls: tuple[Callable[..., dict[str, Any]], ...] = (tools.list_awards, tools.calculate, tools.assess)
    return [_tool(call) for call in calls]


def _tool(call: Callable[..., dict[str, Any]]) -> StructuredTool:
    tool = StructuredTool.from_function(call, handle_tool_error=True, handle_validation_error=True)

    def told(**inputs: Any) -> dict[str, Any]:
        try:
            return call(**inputs)
        except (ValueError, AssistantError) as error:
            raise ToolException(str(error)) from error

    tool.func = told
    return tool


def _document(assistant: PolicyAssistant, passage: Passage) -> Document:
    clause = passage.clause
    document = assistant.library.document(clause.document_id)
    return Document(
        id=clause.address,
        page_content=clause.text,
        metadata={
            "clause_id": clause.address,
            "title": clause.title,
            "document_title": document.title,
            "document_status": document.status.value,
            "score": passage.score,
            "match": passage.text,
        },
    )
