"""The language of a text, short ones included: the script first, then a model restricted to the languages that occur.

The model is py3langid (a naive Bayes model over byte n-grams, Lui and Baldwin 2012). Its weakness is a headline of few
words: there a verdict of English, which would have the text read, needs an English word.
"""

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.extract.lexicon import word_list

LATIN = ("en", "fr", "de", "pl", "es", "it", "pt", "nl", "cs", "ro", "hu", "tr", "sv", "fi", "lt")
CYRILLIC = ("uk", "ru", "bg", "be", "sr", "mk")
OTHERS = ("el", "ar", "fa", "he", "zh", "ja", "ko", "ka", "hy", "hi")

MAX_TEXT = 400
"""Characters that are looked at; the model needs about two hundred."""

MIN_LETTERS = 4
SHORT = 60
"""Letters below which the model alone is not believed."""

CLEAR = 4
"""English function words that settle the matter without the model where they are a sixth of all words."""

SURE = 0.5
"""Probability from which a short text is believed to be in the language that the model names."""

_NOT_LATIN = re.compile(r"[^\x00-\x7f\u00c0-\u024f\u1e00-\u1eff\u2000-\u206f]")  # punctuation aside
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_BASIC = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_RUSSIAN = re.compile(r"[ыэъёЫЭЪЁ]")
_BELARUSIAN = re.compile(r"[ўЎ]")
_ENGLISH_NAMES = """
the and says said with from his its their that this who how why what which against about could would should of after
amid were out more than they you it's when where warns calls tells hits wins back backs visits talks are been
while new into have has
"""
_ENGLISH = frozenset(_ENGLISH_NAMES.split())
"""Words of headlines that the other languages of the feed list do not have (was, will, by, to, we, over they do)."""

_ALSO_ENGLISH_NAMES = """
to in on for as at is not had her near an a no up off all he she or if so do can may one two over
under deal it us live news
"""
_ALSO_ENGLISH = _ENGLISH | frozenset(_ALSO_ENGLISH_NAMES.split())
"""Words that confirm the model's English, which other languages have as well."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FOREIGN = re.compile("[ąęłńśźżćğşßőűřěůčšžæøåāēīūãõĄĘŁŃŚŹŻĆĞŞŐŰŘĚŮČŠŽÆØÅ¿¡]")
_ELIDED = re.compile(r"['’](?<=\b[ldnsjcmLDNSJCM].)(?=[a-zàâéèêëîïôöùûü])")  # "l'armée"; led by its mark
_URL = re.compile(r"https?://\S{1,500}")


def detect(text: str) -> str:
    """Return the ISO 639-1 code of the language, "" where it cannot be told; for instance a text of names only."""
    sample = text[:MAX_TEXT]
    if "http" in sample:
        sample = _URL.sub(" ", sample)
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_LETTERS:
        return ""
    if _NOT_LATIN.search(sample) is not None:
        if len(_CYRILLIC.findall(sample)) * 2 > letters:
            return _cyrillic(sample)
        if len(_BASIC.findall(sample)) * 2 <= letters:
            return _classify(sample, OTHERS)[0]
    return _latin(sample, letters)


def _cyrillic(sample: str) -> str:
    """Tell by letters that only one of the languages has; the model decides where a text has none of them."""
    ukrainian, russian = len(_UKRAINIAN.findall(sample)), len(_RUSSIAN.findall(sample))
    if _BELARUSIAN.search(sample):
        return "be"
    if max(ukrainian, russian) > 3 * min(ukrainian, russian):
        return "uk" if ukrainian > russian else "ru"
    return _classify(sample, CYRILLIC)[0]


def _latin(sample: str, letters: int) -> str:
    words = list(map(str.lower, _WORD.findall(sample)))
    english = sum(map(_ENGLISH.__contains__, words))
    likely = sum(map(_ALSO_ENGLISH.__contains__, words))
    foreign = 0 if sample.isascii() else len(_FOREIGN.findall(sample))
    foreign += len(_ELIDED.findall(sample))
    if english and likely >= CLEAR and likely * 6 >= len(words) and not foreign:
        return "en"
    language, confidence = _classify(sample, LATIN)
    plain = _plain_english(words) if not foreign else 0
    if language == "en":
        return "en" if (likely and foreign <= likely) or plain else ""
    if plain > 1 and plain + likely >= len(words) - _names(sample) and letters < SHORT:
        return "en"
    if letters >= SHORT:
        return language
    if english and not foreign and english * 8 >= len(words):
        return "en"
    return language if foreign or confidence >= SURE else ""


def _plain_english(words: list[str]) -> int:
    """Return how many words are of English headlines and of no other language read."""
    known = word_list("english_headlines")
    return sum(word.removesuffix("'s").removesuffix("’s") in known for word in words)


def _names(sample: str) -> int:
    """Return how many words may be names: with a capital letter, and not among those of English headlines."""
    known = word_list("english_headlines")
    return sum(word[0].isupper() and word.lower() not in known for word in _WORD.findall(sample))


def _classify(sample: str, languages: tuple[str, ...]) -> tuple[str, float]:
    language, confidence = _models()[languages].classify(sample)
    return str(language), float(confidence)


def forget_model() -> None:
    """Give up the memory of the model (55 MB); it is read again where it is needed."""
    _models.cache_clear()


@functools.lru_cache(maxsize=1)
def _models() -> dict[tuple[str, ...], LanguageIdentifier]:
    """Return one model for each group of languages; the columns of all others, half of the memory, are let go."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return {languages: _limited(model, frozenset(languages)) for languages in (LATIN, CYRILLIC, OTHERS)}


def _limited(model: LanguageIdentifier, languages: frozenset[str]) -> LanguageIdentifier:
    columns = [number for number, name in enumerate(model.nb_classes) if name in languages]
    return LanguageIdentifier(
        model.nb_ptc[:, columns],
        model.nb_pc[columns],
        [model.nb_classes[column] for column in columns],
        model.tk_nextmove,
        model.tk_output,
        norm_probs=True,
        tk_row=model.tk_row,
    )
