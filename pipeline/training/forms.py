"""The forms in which a target can be put to the network: marked in its sentence, as it is shipped, or beside it."""

from pipeline.extract.tone_input import MAX_TARGET_TOKENS, MAX_TOKENS, Encoded, TargetEncoder, cut_around

SPECIAL_TOKENS = 3  # [CLS] and twice [SEP]


class PairEncoder(TargetEncoder):
    """The sentence-pair form `[CLS] sentence [SEP] target [SEP]` (BERT-SPC, Song et al. 2019), at most 128 tokens.

    The second part has type 1 and is what the network pools, as it pools the marked target. Two targets of one name in
    one sentence are read alike.
    """

    def join(self, left: list[int], target: list[int], right: list[int]) -> Encoded:
        """Return the sentence, cut around the target, and the target again behind it."""
        target = target[:MAX_TARGET_TOKENS]
        left, right = cut_around(left, right, MAX_TOKENS - SPECIAL_TOKENS - 2 * len(target))
        first = (self._start, *left, *target, *right, self._end)
        return Encoded((*first, *target, self._end), (len(first), len(first) + len(target) + 1))


FORMS: dict[str, type[TargetEncoder]] = {"marked": TargetEncoder, "pair": PairEncoder}
