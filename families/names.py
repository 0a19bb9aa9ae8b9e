"""How a name sounds: one key for all its spellings, and how near two names are.

Names here are Flemish, French, Moroccan, Turkish and East European, written down by telephone. So letters
that sound alike are one letter, what stands before a name is taken off, and the rest may differ by a slip.
"""

import re
import unicodedata
from collections.abc import Collection
from string import ascii_lowercase

from rapidfuzz.distance import OSA

#: What people write before the name of a family.
BEFORE_A_NAME = re.compile(
    r"(gezin|familie|fam|mevrouw|mevr|mvr|mw|madame|mme|meneer|mijnheer|dhr|heer|mr|monsieur)[.:]?"
)
#: What belongs to the word after it, whether a space stands between or not.
PARTICLES = re.compile(
    r"van|vande|vanden|vander|de|den|der|des|du|di|da|la|le|les|d|ter|ten|te|op|st|sint"
    r"|el|al|ben|bin|ibn|ait|ould|abd|bou|abu|oglu|mac|mc|o"
)
#: What was written otherwise by whoever heard it, in this order: only where one of the letters is there,
#: for a branch has thousands of names.
SOUNDS = [
    (frozenset(letters), re.compile(pattern), sound)
    for letters, pattern, sound in [
        ("g", r"ogl(o|u)$", "oglu"),
        ("sx", r"(c?ks|cx|ckx|ct?s|x)$", "x"),
        ("hj", r"d?t?sj|tch|tsch|dzh|sch(?=[aeiou])|sh|ch", "c"),
        ("c", r"sch?$", "s"),
        ("h", r"ph", "f"),
        ("hcq", r"kh|ck|qu?|c(?=[aouklmnrst]|$)", "k"),
        ("h", r"gh", "g"),
        ("j", r"dj|dzj|zj", "j"),
        ("hd", r"th|dt|d$", "t"),
        ("cz", r"c(?=[eiy])|z", "s"),
        ("wo", r"w|^ou(?=[aeiou])", "v"),
        ("h", r"(?<=.)h", ""),
        ("jy", r"aeij|aey", "a"),
        ("ijy", r"(?<=[ae])ij|ij|ey|ei|ie|y", "i"),
        ("a", r"ae|aa|ai", "a"),
        ("ou", r"oe|ou|uu", "u"),
        ("u", r"(?<=[aeiou])u(?=[aeiou])", "v"),
        ("u", r"ue", "u"),
        ("e", r"eu|eo", "e"),
        (ascii_lowercase, r"(.)\1+", r"\1"),
        ("e", r"(?<=[bcdfgjklmnprstvx])e$", ""),
    ]
]
#: A letter that no decomposition turns into one of the alphabet.
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "þ": "t", "ə": "e", "ħ": "h"}
)
APART = re.compile(r"[^a-z]+")
#: Letters that are taken for one another. Others make another name: Peeters and Pieters, Benali and Benani.
MISHEARD = frozenset(map(frozenset, ("bp", "dt", "gk", "fv", "mn", "cs", "cj", "sx", "kx", "ou", "gj", "ij")))
#: A slip of one letter in a word of so many, of two in a longer one; shorter words have to be the same.
ONE_SLIP, TWO_SLIPS = 5, 9
SHORTEST = 3


def bare_name(name: str) -> str:
    """The name without what people write before it."""
    words = name.replace("\x00", "").split()
    while len(words) > 1 and BEFORE_A_NAME.fullmatch(words[0].lower()):
        words = words[1:]
    return " ".join(words)


def plain(text: str) -> str:
    """Small letters without accents and apostrophes."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    letters = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return letters.replace("'", "").replace("\u2019", "").replace("`", "")


def sounds(name: str, heard: dict[str, str] | None = None) -> tuple[str, ...]:
    """The words of a name as they sound, particles joined to what follows: ("vandenberg", "klas").

    `heard` are words that were listened to before in the same work: of many names, many are the same.
    """
    words, waiting = [], ""
    for word in APART.split(plain(bare_name(name))):
        if not word or word in ("en", "and", "et"):
            continue
        if PARTICLES.fullmatch(word):
            waiting += word
            continue
        words.append(waiting + word)
        waiting = ""
    if waiting:
        words.append(waiting)
    if heard is None:
        return tuple(map(sound, words))
    return tuple(heard[word] if word in heard else heard.setdefault(word, sound(word)) for word in words)


def sound(word: str) -> str:
    """One word of small letters as it sounds."""
    if word.startswith(("el", "al")) and len(word) > 6:
        word = word[2:]  # "El Amrani" is at home under A
    there = set(word)
    for letters, pattern, by in SOUNDS:
        if not letters.isdisjoint(there):
            heard = pattern.sub(by, word)
            if heard != word:
                word, there = heard, set(heard)
    return word


def slips(word: str) -> int:
    """So many letters may differ before it is another word."""
    return 2 if len(word) >= TWO_SLIPS else 1 if len(word) >= ONE_SLIP else 0


def near(one: str, other: str) -> bool:
    """Whether two sounding words may be the same name."""
    if one == other:
        return True
    allowed = min(slips(one), slips(other))
    if not allowed or OSA.distance(one, other, score_cutoff=allowed) > allowed:
        return False
    differ = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    replaced = len(one) == len(other) and len(differ) == 1
    return not replaced or allowed == 2 or frozenset(differ[0]) in MISHEARD


def same_first_name(one: str, other: str) -> bool:
    """Whether two first names may be of one person: "Mohammed" and "Mohamed", "Anne" and "Anne-Marie"."""
    return any(near(a, b) for a in sounds(one) for b in sounds(other))


def alike(one: Collection[str], other: Collection[str]) -> bool:
    """Whether each word of the shorter name is in the longer one, in whatever order."""
    short, long = sorted((one, other), key=len)
    if not any(len(word) >= SHORTEST for word in short):
        return False
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        found = next((there for there in left if near(word, there)), None)
        if found is None:
            return False
        left.remove(found)
    return True
