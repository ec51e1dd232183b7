"""Day 14, BERT: the exercises in their order. No pretrained weights are needed here.

Right and wrong versions call other exercises, and LayerNorm, gelu and Encoder of earlier days, by their bare names: in a
student's notebook these are the student's own.
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
