"""Day 11, the decoder and the 2017 model: hidden tests, oracles, misconceptions, alternatives.

The functions and classes that bear an exercise's own name are the oracles. The classes hold parameters under the
course's names and hand them to torch's own layers: nn.TransformerDecoderLayer, and the encoder and decoder of
nn.Transformer (without its two final norms in post-norm, which the paper does not have). Misconceptions and alternatives
call exercises and the parts of earlier days by their bare names, so that their source also works when pasted into a
student's notebook. They use nothing else but `torch`, `nn`, `F` and `np`.

Weights are of order one, gains and biases too; all sizes differ, except where a slip is silent only on equal ones (as
many source tokens as target tokens, as many sentences as tokens). Real tokens may have id 0 where padding has another.
"""

from grader.checks.day11 import (
    attention_on,
    count_parameters,
    cross_mask,
    decoder,
    decoder_block,
    embed,
    target_mask,
    transformer,
    who_looks_where,
)
from grader.judge import CheckBook

book = CheckBook(
    target_mask.check,
    cross_mask.check,
    decoder_block.check,
    decoder.check,
    embed.check,
    transformer.check,
    count_parameters.check,
    attention_on.check,
    who_looks_where.quiz,
)
