"""How a sentence with a marked target becomes the tone model's input; shared by training and run time.

`[CLS] left [unused0] target [unused1] right [SEP]`, at most 128 tokens, cut around the target. The tokens of the
marked target have type 1, all others type 0: the network pools the marked tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from pipeline.errors import SeedError
from pipeline.extract.tone_files import unreadable
from pipeline.records import Span

MAX_TOKENS = 128
MAX_TARGET_TOKENS = 24
# Longer contexts are cut before tokenising, so that a hostile "sentence" of a megabyte costs no more than a long one.
# A word piece has at least one character and a model input fewer than 128 pieces; 2,000 characters hold more than that
# in any real text.
MAX_CONTEXT_CHARACTERS = 2000

MASK = "[MASK]"
PRONOUNS = frozenset(
    {"he", "she", "it", "they", "we", "i", "you", "him", "her", "them", "us", "me", "his", "its", "their", "our"}
)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of one pair and the half-open range of the marked target among them."""

    ids: tuple[int, ...]
    target: Span


class TargetEncoder:
    """Turns (sentence, target span) pairs into token ids."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        # The published tokenizer file pads and cuts every text to 128 tokens.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.encode_special_tokens = True  # "[SEP]" or "[MASK]" written in an article are words like any other
        self._tokenizer = tokenizer
        self._start = self._id_of("[CLS]")
        self._end = self._id_of("[SEP]")
        self._open = self._id_of("[unused0]")
        self._close = self._id_of("[unused1]")
        self._mask = self._id_of(MASK)

    @classmethod
    def load(cls, path: Path) -> "TargetEncoder":
        """Read a tokenizer.json; raise `SeedError` where it is missing or damaged."""
        try:
            return cls.parse(path.read_bytes())
        except OSError as error:
            raise unreadable(path, error) from error

    @classmethod
    def parse(cls, content: bytes) -> "TargetEncoder":
        """Return the encoder of a tokenizer.json; raise `SeedError` where it is damaged."""
        try:
            tokenizer = Tokenizer.from_buffer(content)
        except Exception as error:  # what the tokenizers library raises
            raise SeedError(f"tone model: the tokenizer is damaged ({error}); install the package again") from error
        return cls(tokenizer)

    def encode(self, pairs: Sequence[tuple[str, Span]], *, masked: bool = False) -> list[Encoded]:
        """Return one `Encoded` a pair; spans are offsets into the sentence and lie within it.

        With `masked` the network does not see whose name the target is.
        """
        return [without if masked else named for named, without in self.encode_both(pairs)]

    def encode_both(self, pairs: Sequence[tuple[str, Span]]) -> list[tuple[Encoded, Encoded]]:
        """Return each pair as it stands and with its target masked; see `encode`."""
        pieces: list[str] = []
        for sentence, (start, end) in pairs:
            pieces.append(sentence[max(0, start - MAX_CONTEXT_CHARACTERS) : start])
            pieces.append(sentence[start : min(end, start + MAX_CONTEXT_CHARACTERS)])
            pieces.append(sentence[end : end + MAX_CONTEXT_CHARACTERS])
        # A lone surrogate (from a JSON escape) is no Unicode text; the tokenizer would refuse it.
        clean = [piece.encode("utf-8", "replace").decode() for piece in pieces]
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(clean, add_special_tokens=False)]
        parts = (ids[i : i + 3] for i in range(0, len(ids), 3))
        return [(self.join(left, target, right), self.join(left, [self._mask], right)) for left, target, right in parts]

    def join(self, left: list[int], target: list[int], right: list[int]) -> Encoded:
        """Return the ids of a sentence, given those of the target and of what stands on either side of it."""
        marked = [self._open, *target[:MAX_TARGET_TOKENS], self._close]
        left, right = cut_around(left, right, MAX_TOKENS - 2 - len(marked))
        start = 1 + len(left)
        return Encoded((self._start, *left, *marked, *right, self._end), (start, start + len(marked)))

    def _id_of(self, token: str) -> int:
        found: int | None = self._tokenizer.token_to_id(token)
        if found is None:
            raise SeedError(f"tone model: the tokenizer has no token {token}; install the package again")
        return found


def is_name(target: str) -> bool:
    """Tell whether the words are a name: "Kyiv", "the United States"; not "He", "the minister", "Russian forces"."""
    words = target.split()
    return bool(words) and words[-1][0].isupper() and words[-1].lower() not in PRONOUNS


def cut_around(left: list[int], right: list[int], room: int) -> tuple[list[int], list[int]]:
    """Return the words nearest to the target, `room` in all; a short side leaves its share to the other."""
    if len(left) + len(right) <= room:
        return left, right
    kept_left = min(len(left), max(room // 2, room - len(right)))
    return left[len(left) - kept_left :], right[: room - kept_left]
