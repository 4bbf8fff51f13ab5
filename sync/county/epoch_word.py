"""The county's word for an epoch of a township that lost its keys or its chain, and what asks for it."""

from core.county import CountyKeys, CountyLabel
from core.errors import Refusal
from core.events import Epoch
from core.ids import TownshipCode
from core.township_keys import CountyEpoch, EpochRequest, TownshipFace
from sync.asks import epoch_fields, read_epoch_fields
from sync.codec import encode, to_milliseconds
from sync.county.recovery_export import MOST_FORMER
from sync.county.signature import require_county, sign_for_county
from sync.envelope import KEY_BYTES, SIGNATURE_BYTES, Label, Signer, read_statement, realm_of
from sync.fields import Fields

MAX_EPOCH_WORD_BYTES = 1024


def write_request(request: EpochRequest, signing_key: bytes) -> bytes:
    """Sign a request with the private half of the key it names: whoever asks holds it."""
    epoch = request.epoch
    content = [request.name, epoch_fields(epoch), *_face(request.face), to_milliseconds(request.at)]
    signer = Signer(signing_key, realm_of(request.township, epoch))
    return signer.statement(Label.EPOCH_ASKED, encode(content))


def read_request(data: bytes) -> EpochRequest:
    """Read a request and verify that the key it names signed it; whose key that is, people compare.

    Raises:
        Refusal: `epoch_request_not_readable`, `signature_wrong`.
    """
    try:
        statement = read_statement(data)
        fields = Fields.of_list(statement.payload, "epoch-asked", 6)
        epoch = read_epoch_fields(fields.within(1, "epoch"))
        request = EpochRequest(
            statement.realm.township, fields.text(0), epoch, _read_face(fields, 2), fields.moment(5)
        )
    except Refusal as refusal:
        raise Refusal("epoch_request_not_readable") from refusal
    statement.check(request.face.signing, Label.EPOCH_ASKED)
    if statement.realm != realm_of(request.township, epoch):
        raise Refusal("epoch_request_not_readable")
    return request


def write_epoch_word(word: CountyEpoch, county_key: bytes) -> bytes:
    """Sign an epoch; `county_key` is the county's private half."""
    content = [word.township, epoch_fields(word.epoch), *_face(word.face), list(word.former)]
    payload = encode([*content, to_milliseconds(word.at)])
    return encode([payload, sign_for_county(county_key, CountyLabel.EPOCH, payload)])


def read_epoch_word(data: bytes, county: CountyKeys, township: TownshipCode) -> CountyEpoch:
    """Read a word and verify that this county gave it for this township.

    Raises:
        Refusal: `epoch_word_not_readable`, `county_signature_wrong`, `epoch_word_of_another_township`.
    """
    try:
        outer = Fields.of_list(data, "county-epoch", 2)
        payload = outer.blob(0, MAX_EPOCH_WORD_BYTES)
        signature = outer.exactly(1, SIGNATURE_BYTES)
        fields = Fields.of_list(payload, "county-epoch", 7)
        former = Fields("former", fields.items(5, MOST_FORMER))
        word = CountyEpoch(
            township=TownshipCode(fields.text(0)),
            epoch=read_epoch_fields(fields.within(1, "epoch")),
            face=_read_face(fields, 2),
            former=tuple(former.exactly(place, KEY_BYTES) for place in range(len(former.content))),
            at=fields.moment(6),
        )
    except Refusal as refusal:
        raise Refusal("epoch_word_not_readable") from refusal
    require_county(county.signing, CountyLabel.EPOCH, payload, signature)
    if word.township != township:
        raise Refusal("epoch_word_of_another_township", township=word.township)
    return word


def after(word: CountyEpoch, epoch: Epoch) -> bool:
    """Tell whether a word leads on from an epoch: to a higher number, so that an old one is worth nothing."""
    return word.epoch.number > epoch.number


def _face(face: TownshipFace) -> list[bytes]:
    return [face.signing, face.sealing, face.tls_pin]


def _read_face(fields: Fields, first: int) -> TownshipFace:
    return TownshipFace(
        fields.exactly(first, KEY_BYTES), fields.exactly(first + 1, KEY_BYTES), fields.hash(first + 2)
    )
