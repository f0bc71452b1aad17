"""The chat page: conversation on the left; on the right what proves the answer and how it was worked out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fastapi import FastAPI

from assistant.errors import AssistantError
from assistant.models import Answer
from assistant.service import Service
from ui import render

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

EXAMPLES = (
    "我们建了AI质检场景，硬件投入300万，软件200万，已入选并验收，能拿多少？",
    "“人工智能+医疗健康”谁牵头？",
    "数据局牵头哪些任务？",
    "政策什么时候到期？",
)
_STYLE = Path(__file__).with_name("app.css")
_FONTS = ("system-ui", "-apple-system", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")
_HEADER = "<h1>政策助手</h1><p>答案有依据，金额可核对；测算为上限，不代表承诺兑付。</p>"
_SEARCHING = "正在查阅政策……"
_JS = "() => { document.documentElement.lang = 'zh-Hans'; }"

_TO_QUESTION = """() => requestAnimationFrame(() => {
  const asked = [...document.querySelectorAll('#pa-chat [data-testid="user"]')].pop();
  const box = asked && asked.closest('.bubble-wrap');
  if (box) box.scrollTop += asked.getBoundingClientRect().top - box.getBoundingClientRect().top - 16;
})"""
"""Shows a long answer from its beginning, where the direct answer stands, not from its end."""

Message = dict[str, str]
Update = tuple[list[Message], str, str | None]
"""Conversation, what stands beside it, session id."""


def build_page(service: Service, max_question_chars: int) -> FastAPI:
    """Make the page as an application of its own, to be served at `/`. Importing gradio takes seconds."""
    import gradio as gr

    shell = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    theme = gr.themes.Default(primary_hue="teal", neutral_hue="slate", font=_FONTS, font_mono=_MONO)
    gr.mount_gradio_app(
        shell,
        _blocks(service, max_question_chars),
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        theme=theme,
        css=_STYLE.read_text(encoding="utf-8"),
        js=_JS,
    )
    return shell


def _blocks(service: Service, max_question_chars: int) -> gr.Blocks:
    import gradio as gr

    with gr.Blocks(title="政策助手", analytics_enabled=False, fill_width=True) as page:
        session = gr.State(None)
        with gr.Row(elem_classes="pa-header"):
            gr.HTML(_HEADER)
            new = gr.Button("新对话", size="sm", variant="secondary", elem_id="pa-new", scale=0, min_width=96)
        with gr.Row(elem_classes="pa-main"):
            with gr.Column(scale=3, min_width=340):
                chat = _chatbot()
                box = gr.Textbox(
                    label="问题",
                    show_label=False,
                    placeholder="写下您的问题，按回车发送",
                    submit_btn="发送",
                    autofocus=True,
                    max_lines=5,
                    max_length=max_question_chars,
                    elem_id="pa-question",
                    html_attributes=gr.InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
                )
            with gr.Column(scale=2, min_width=320, elem_classes="pa-side"):
                side = gr.HTML(render.empty_side_html(), elem_id="pa-side")
        shown = [chat, side, session]
        _wire(service, chat, box, new, shown)
    return page


def _chatbot() -> gr.Chatbot:
    import gradio as gr

    return gr.Chatbot(
        label="对话",
        show_label=False,
        height="max(22rem, calc(100dvh - 13.5rem))",
        placeholder="### 您想了解哪项政策？\n可以直接说明投入、级别和是否已认定，也可以点下面的例子。",
        examples=[{"text": text} for text in EXAMPLES],
        buttons=["copy"],
        feedback_options=None,
        autoscroll=False,
        latex_delimiters=[],
        layout="bubble",
        elem_id="pa-chat",
    )


def _wire(service: Service, chat: Any, box: Any, new: Any, shown: list[Any]) -> None:
    """Enter, the button and the examples all ask the same way."""
    import gradio as gr

    def ask(question: str, history: list[Message], session: str | None) -> Iterator[Update]:
        yield from converse(service, question, history, session)

    def ask_example(event: Any, session: str | None) -> Iterator[Update]:
        yield from converse(service, event.value["text"], [], session)

    # Gradio finds the event by its annotation, which it cannot resolve where gradio is imported late.
    ask_example.__annotations__["event"] = gr.SelectData

    state = shown[-1]
    hidden: dict[str, Any] = {
        "show_progress": "hidden",
        "concurrency_limit": 16,
        "api_visibility": "private",
    }
    asked = gr.State("")
    box.submit(lambda text: (text, ""), box, [asked, box], queue=False, api_visibility="private").then(
        ask, [asked, chat, state], shown, **hidden
    ).then(None, js=_TO_QUESTION)
    chat.example_select(ask_example, state, shown, **hidden).then(None, js=_TO_QUESTION)
    gr.on([new.click, chat.clear], lambda session: forget(service, session), state, shown, **hidden)


# --- behaviour, without gradio ---------------------------------------------------------------------


def converse(
    service: Service, question: str, history: list[Message], session: str | None
) -> Iterator[Update]:
    """Answer one question, showing each step and sentence as it comes."""
    if not question.strip():
        yield history, render.empty_side_html(), session
        return
    session = session or uuid4().hex
    said = [*history, {"role": "user", "content": render.escape_markdown(question)}]
    yield _progress(said, _SEARCHING, session)
    blocks: list[str] = []
    try:
        for event in service.assistant.stream(question, session):
            if isinstance(event.data, Answer):
                yield _complete(said, event.data, session)
                return
            if event.kind == "sentence":
                blocks.append(event.data)
            shown = render.safe_markdown("\n\n".join(blocks)) or f"{event.data}……"
            yield _progress(said, shown, session)
    except AssistantError as error:
        yield _progress(said, f"暂时不能回答：{render.escape_markdown(str(error))}", session)
    except Exception:
        log.exception("a question on the page failed")
        yield _progress(said, "抱歉，内部出错了，请换个说法再试。问题已记入日志。", session)


def forget(service: Service, session: str | None) -> Update:
    """Begin a new conversation and drop what the old one remembered."""
    if session:
        service.assistant.forget(session)
    return [], render.empty_side_html(), None


def _progress(said: list[Message], text: str, session: str) -> Update:
    reply = {"role": "assistant", "content": text}
    return [*said, reply], render.empty_side_html(), session


def _complete(said: list[Message], answer: Answer, session: str) -> Update:
    reply = {"role": "assistant", "content": render.answer_markdown(answer)}
    return [*said, reply], render.side_html(answer), session
