"""How large a BERT's activations become: run in floats over a few texts of many kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from assistant.vectors.bert_graph import build_graph, product_inputs
from assistant.vectors.bert_weights import BertWeights, BlockMatrix, FloatArray

TEXTS = (
    "人工智能正在改变许多行业的工作方式。",
    "今天天气很好，适合去公园散步。",
    "申请人应当提交身份证明、营业执照和最近一年的财务报表。",
    "请问医保报销比例是多少？",
    "The quick brown fox jumps over the lazy dog.",
    "公司2023年营业收入为12.5亿元，同比增长8.3%。",
    "How do I reset my password?",
    "第十条 用人单位应当依法为劳动者缴纳社会保险费，保障劳动者的合法权益。",
    "电话：0571-12345678，网址 www.example.com",
    "他说：“这本书我读了三遍，每一遍都有新的收获。”",
    "小麦赤霉病的防治要抓住抽穗扬花这一关键时期，见花打药，主动出击。",
    "為了推動產業升級，政府決定提供專項資金補助。",
    "1",
    "谁？",
    "春天来了，万物复苏，草长莺飞，拂堤杨柳醉春烟。儿童散学归来早，忙趁东风放纸鸢。",
    "图书馆开放时间为周一至周五上午九时至下午五时，节假日另行通知。",
    "- 数据中心\n- 算力网络\n- 隐私计算",
    "本办法自发布之日起施行，有效期三年。由市发展和改革局负责解释。",
    "患者术后出现轻度发热，体温37.8℃，予物理降温处理后好转。",
    "高血压患者能不能喝咖啡",
)
"""Of no corpus and no evaluation set: what is measured with them must hold for other texts."""

Tokenizer = Any
"""tokenizers.Tokenizer."""


def largest_activations(
    weights: BertWeights, tokenizer: Tokenizer, prefixes: tuple[str, ...]
) -> Mapping[str, FloatArray]:
    """The largest absolute value of every input channel of the products, by product (`l0.qkv`)."""
    rows = [tokenizer.encode(prefix + text).ids for text in TEXTS for prefix in prefixes]
    used, places = np.unique(np.concatenate(rows), return_inverse=True)
    session = _session(replace(weights, words=_only(weights.words, used)))
    largest: dict[str, FloatArray] = {}
    for ids in np.split(places, np.cumsum([len(row) for row in rows])[:-1]):
        for name, values in _activations(session, weights.shape.layers, ids):
            top = np.abs(values[0]).max(axis=0)
            largest[name] = np.maximum(largest[name], top) if name in largest else top
    return largest


def _only(words: BlockMatrix, used: Any) -> BlockMatrix:
    """The vectors of the tokens in use: a float graph of all would need a gigabyte for a moment."""
    return BlockMatrix(words.levels[used], words.scales[used])


def _session(weights: BertWeights) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Fused operators would hide the values looked for.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    graph = build_graph(weights, watched=True).SerializeToString()
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _activations(session: Any, layers: int, ids: Any) -> Iterator[tuple[str, FloatArray]]:
    inputs = product_inputs(layers)
    values = session.run(list(inputs.values()), {"input_ids": ids[None, :].astype(np.int64)})
    yield from zip(inputs, values, strict=True)
