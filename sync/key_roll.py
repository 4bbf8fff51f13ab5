"""换钥 as messages: a township names its next keys, signed with the key it had until then."""

from collections.abc import Sequence
from contextlib import suppress

from core.errors import Refusal
from core.ids import TownshipCode
from core.township_keys import KeyRoll, TownshipFace
from sync.codec import encode, to_milliseconds
from sync.envelope import KEY_BYTES, Label, Signer, read_statement
from sync.fields import Fields

MAX_ROLLS = 32
"""So many a clinic may have been silent for; more than a township makes in the life of a PC."""
MAX_ROLL_BYTES = 512
MAX_ROLLS_BYTES = MAX_ROLLS * (MAX_ROLL_BYTES + 8)


def write_key_roll(signer: Signer, roll: KeyRoll) -> bytes:
    """Sign the next keys with the present one; a key that stays is named as it is."""
    face = roll.face
    keys = [roll.former, face.signing, face.sealing, face.tls_pin]
    content = [roll.number, *keys, to_milliseconds(roll.at)]
    return signer.statement(Label.KEY_ROLL, encode(content))


def read_key_roll(data: bytes, key: bytes, township: TownshipCode) -> KeyRoll:
    """Read a word and verify that this key gave it for this township, in whichever epoch.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    statement = read_statement(data)
    if statement.realm.township != township:
        raise Refusal("signature_wrong")
    statement.check(key, Label.KEY_ROLL)
    fields = Fields.of_list(statement.payload, "key-roll", 6)
    if fields.exactly(1, KEY_BYTES) != key:
        raise fields.refusal("former")
    face = TownshipFace(fields.exactly(2, KEY_BYTES), fields.exactly(3, KEY_BYTES), fields.hash(4))
    return KeyRoll(fields.number(0, least=1), key, face, fields.moment(5))


def former_key(data: bytes) -> bytes:
    """Tell which signing key a word of this township's own store came from."""
    return Fields.of_list(read_statement(data).payload, "key-roll", 6).exactly(1, KEY_BYTES)


def write_rolls(words: Sequence[bytes]) -> bytes:
    """Put words into the file that carries them to clinics no network reaches."""
    return encode(["cunzhen/1/key-rolls", list(words)])


def read_rolls(data: bytes) -> Sequence[bytes]:
    """Read such a file; nothing where it is none. What its words are worth is for `rolls_from` to say."""
    with suppress(Refusal):
        fields = Fields.of_list(data, "key-rolls", 2)
        if fields.text(0, 64) == "cunzhen/1/key-rolls":
            words = Fields("key-rolls", fields.items(1, MAX_ROLLS))
            return [words.blob(place, MAX_ROLL_BYTES) for place in range(len(words.content))]
    return ()


def rolls_from(key: bytes, words: Sequence[bytes], township: TownshipCode) -> Sequence[tuple[KeyRoll, bytes]]:
    """Follow the words from a signing key on, each signed with the key the one before it named.

    Two words under one key lead nowhere: whoever holds it says that the township is in two places.
    """
    found: list[tuple[KeyRoll, bytes]] = []
    while len(following := _under(key, words, township)) == 1:
        roll, _ = following[0]
        if found and roll.number <= found[-1][0].number:
            break
        found.append(following[0])
        key = roll.face.signing
    return found


def _under(key: bytes, words: Sequence[bytes], township: TownshipCode) -> list[tuple[KeyRoll, bytes]]:
    found = []
    for data in dict.fromkeys(words):
        with suppress(Refusal):  # another key's word, or nobody's: worth nothing here, and does no harm
            found.append((read_key_roll(data, key, township), data))
    return found
