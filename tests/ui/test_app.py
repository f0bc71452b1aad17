"""The chat page's behaviour, and the page itself in a real browser where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from assistant.api import create_app
from assistant.config import Settings
from assistant.service import Service
from tests.faces.assistant import SmallAssistant
from tests.faces.serving import served, wait_until_ready
from ui import render
from ui.app import build_page, converse, forget

if TYPE_CHECKING:
    from playwright.sync_api import Page

SETTINGS = Settings(_env_file=None)
QUESTION = "能拿多少？<b>粗</b>"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def test_conversation_shows_progress_then_the_answer() -> None:
    """Each step and sentence on its way; one session for the whole tab."""
    updates = list(converse(Service(SmallAssistant()), QUESTION, [], None))
    progress = [update[0][-1]["content"] for update in updates]
    assert progress[:2] == ["正在查阅政策……", "understand……"]
    history, side, session = updates[-1]
    assert [message["role"] for message in history] == ["user", "assistant"]
    assert "&lt;b" in history[0]["content"] and "<b>" not in history[1]["content"]
    assert "160万元" in history[1]["content"] and "测算" in side
    followed = list(converse(Service(SmallAssistant()), "再问", history, session))[-1]
    assert len(followed[0]) == 4 and followed[2] == session


def test_conversation_survives_failures() -> None:
    """What fails is told in words, without the server's secrets."""
    service = Service(SmallAssistant())
    told = [list(converse(service, text, [], "s"))[-1][0][-1]["content"] for text in ("故障", "模型停了")]
    assert "secret" not in told[0] and "出错" in told[0]
    assert "向量模型没有响应" in told[1]


def test_blank_question_changes_nothing() -> None:
    """Enter on an empty box asks nothing."""
    assert list(converse(Service(SmallAssistant()), "  ", [], "s")) == [([], render.empty_side_html(), "s")]


def test_new_conversation_forgets_the_old_one() -> None:
    """The session is dropped and the next question begins another."""
    assistant = SmallAssistant()
    list(converse(Service(assistant), QUESTION, [], "old"))
    assert forget(Service(assistant), "old") == ([], render.empty_side_html(), None)
    assert assistant.sessions == set()


# --- the page in a browser -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site() -> Iterator[httpx.Client]:
    def page(service: Service) -> object:
        return build_page(service, 2000)

    with served(create_app(SmallAssistant(), SETTINGS, page)) as client:  # type: ignore[arg-type]
        wait_until_ready(client, page=True)
        yield client


def test_page_and_api_share_one_port(site: httpx.Client) -> None:
    """The page at /, JSON errors below /api, and health all the while."""
    assert "text/html" in site.get("/").headers["content-type"]
    assert site.get("/api/nope").json()["error"]["code"] == "not_found"
    assert site.get("/api/ask").status_code == 405
    assert site.get("/healthz").status_code == 200


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desktop", "phone"])
def browser_page(site: httpx.Client, request: pytest.FixtureRequest) -> Iterator[Page]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no Chromium or Chrome on this machine (looked for {', '.join(BROWSERS)})")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*flags, "--disable-dev-shm-usage"])
        width, height = request.param
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        yield page
        browser.close()


@pytest.mark.browser
def test_asking_in_a_browser(browser_page: Page, site: httpx.Client) -> None:
    """Enter sends; answer, working and quote appear; tags show as text; nothing leaves this machine."""
    base, page = str(site.base_url), browser_page
    others: list[str] = []
    page.on("request", lambda sent: others.append(sent.url) if not _is_local(sent.url, base) else None)
    page.goto(base)
    page.fill("#pa-question textarea", QUESTION, timeout=60_000)
    page.press("#pa-question textarea", "Enter")
    page.wait_for_selector("#pa-side .pa-cites li", timeout=60_000)
    said = page.inner_text("#pa-chat")
    assert "能拿多少？<b>粗</b>" in said and "政务服务管理办<数据局>" in said and "160万元" in said
    assert "300万元 × 20%" in page.inner_text("#pa-side")
    assert page.input_value("#pa-question textarea") == ""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.click("#pa-new")
    page.wait_for_selector("#pa-side .pa-empty", timeout=60_000)
    assert others == []


@pytest.mark.browser
def test_example_is_asked_by_a_click(browser_page: Page, site: httpx.Client) -> None:
    """The examples on the empty page are questions, not decoration."""
    browser_page.goto(str(site.base_url))
    browser_page.get_by_text("政策什么时候到期？").first.click(timeout=60_000)
    browser_page.wait_for_selector("#pa-side .pa-cites li", timeout=60_000)


def _is_local(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:", "about:"))
