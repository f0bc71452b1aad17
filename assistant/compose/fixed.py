"""Fixed answers: small talk, refusals, nothing asked. They state no figure and cite nothing."""

from __future__ import annotations

from assistant.compose.draft import Draft
from assistant.models import AnswerStatus
from assistant.query import Intent

TEXTS = {
    Intent.HELP: (
        "我是政策助手，回答“人工智能+”行动计划的问题：企业能不能拿奖励、能拿多少（带测算过程），条款写了什么、谁牵头、什么时候到期。"
        "每个数都有条款依据，没写的我会直说没写。您可以这样问：“我们建了AI质检场景，硬件和软件各投了多少，能拿多少？”",
        "I answer questions about the “AI Plus” action plan: whether an enterprise qualifies and for how much (with the "
        "working), what a clause says, who leads it and how long it holds. Every figure is proven by its clause; what "
        "the plan does not say, I say so.",
    ),
    Intent.THANKS: ("不客气，还有问题随时问。", "You are welcome."),
    Intent.EMPTY: (
        "没有看到问题。请用一句话写下要问的，例如“建AI场景能补多少？”",
        "I see no question. Please write what you would like to know.",
    ),
    Intent.REFUSE: (
        "这和“人工智能+”行动计划无关，我不回答。可以问我奖励、条件、条款、责任单位和有效期。",
        "This has nothing to do with the “AI Plus” action plan, so I do not answer it. Ask me about awards, conditions, "
        "clauses, responsible departments or dates.",
    ),
    Intent.INJECTION: (
        "我只按政策原文和测算规则回答，不能更改规则、编造内容或透露内部设置。请直接问政策问题。",
        "I answer from the policy text and its rules only; I do not change them, make things up or reveal my settings.",
    ),
}
STATUS = {
    Intent.HELP: AnswerStatus.ANSWERED,
    Intent.THANKS: AnswerStatus.ANSWERED,
    Intent.EMPTY: AnswerStatus.NEEDS_CLARIFICATION,
    Intent.REFUSE: AnswerStatus.REFUSED,
    Intent.INJECTION: AnswerStatus.REFUSED,
}


def compose_fixed(draft: Draft, intent: Intent) -> None:
    draft.status = STATUS[intent]
    draft.add(*TEXTS[intent])
