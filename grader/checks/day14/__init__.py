"""Day 14, BERT: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles: `tokenizers` cuts words and joins pairs, torch.nn
and torch.nn.functional compute the rest. tests/checks/test_day14.py compares them with Hugging Face's BertForMaskedLM.
Misconceptions and alternatives call them, and LayerNorm, gelu and Encoder of earlier days, by these bare names, so that
their source also works when pasted into a student's notebook, where the same names are the student's.

Weights are given and of order one, biases and gains random; all sizes differ. No pretrained weights are needed here.
"""

from grader.checks.day14 import (
    bert,
    bert_embedding,
    mask_tokens,
    masked_accuracy,
    mlm_head,
    mlm_loss,
    next_sentence_head,
    pair_input,
    search,
    what_bert_sees,
    word_pieces,
)
from grader.judge import CheckBook

book = CheckBook(
    pair_input.check,
    word_pieces.check,
    mask_tokens.check,
    mlm_loss.check,
    bert_embedding.check,
    mlm_head.check,
    bert.check,
    next_sentence_head.check,
    masked_accuracy.check,
    search.check,
    what_bert_sees.quiz,
)
