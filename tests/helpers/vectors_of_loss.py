"""Conformance vectors about what was lost and comes back: events of a damaged ledger, keys, epochs."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.clinic_log import OtherLife
from core.county import CountyKeys
from core.events import Epoch
from core.ids import ClinicCode, DeviceId, Incarnation, TownshipCode
from core.own_events import EventSpan
from core.township_keys import CountyEpoch, EpochRequest, KeyRoll, TlsRoll, TownshipFace
from core.township_rows import DeviceRow
from sync.again_messages import decode_again, encode_again, encode_again_answer
from sync.codec import encode, from_milliseconds
from sync.county.epoch_word import read_epoch_word, read_request, write_epoch_word, write_request
from sync.county.recovery_export import township_fingerprint
from sync.device_words import (
    Shown,
    asks_to_return,
    decode_return,
    encode_return,
    encode_return_answer,
    make_device_word,
    read_device_word,
)
from sync.envelope import Signer, public_half, realm_of
from sync.fields import Fields
from sync.hand_on_messages import (
    HandedOn,
    decode_others,
    decode_others_answer,
    encode_hand_on,
    encode_hand_on_answer,
    encode_others,
    encode_others_answer,
    held_piece,
    read_held_lives,
)
from sync.key_roll import read_rolls, rolls_from, write_key_roll, write_rolls
from sync.protocol import HelloAnswer, decode_hello_answer, encode_hello_answer
from sync.tls_roll import read_tls_roll, read_tls_rolls, write_tls_roll, write_tls_rolls

Given = Mapping[str, Any]


def run_again(given: Given) -> Given:
    nonce = bytes.fromhex(given["nonce"])
    span = EventSpan(Incarnation(given["life"]), given["first"], given["last"])
    payload = encode_again(nonce, span)
    assert decode_again(payload) == (nonce, span)
    return {"payload": payload.hex(), "nothing_held": encode_again_answer(nonce, []).hex()}


def run_device_word(given: Given) -> Given:
    keys = (bytes.fromhex(given["signing_key"]), bytes.fromhex(given["sealing_key"]))
    at = from_milliseconds(given["enrolled_ms"])
    row = DeviceRow(DeviceId(given["device"]), ClinicCode(given["clinic"]), *keys, at)
    hand = Signer(bytes.fromhex(given["key"]), realm_of(TownshipCode(given["township"]), epoch_of(given)))
    word = make_device_word(hand, row)
    assert read_device_word(word, [public_half(hand.key)], hand.realm.township).word.device == row.device
    nonce, shown = bytes.fromhex(given["nonce"]), Shown(word, (epoch_of(given),))
    assert decode_return(encode_return(nonce, shown)) == (nonce, shown)
    told = encode_return_answer(nonce)
    assert asks_to_return(told, nonce)
    return {"word": word.hex(), "payload": encode_return(nonce, shown).hex(), "asked_for": told.hex()}


def run_county_epoch(given: Given) -> Given:
    """A township asks, its county signs; whoever holds the county's public half reads the word."""
    key, county = bytes.fromhex(given["key"]), bytes.fromhex(given["county_key"])
    face = TownshipFace(public_half(key), bytes.fromhex(given["sealing"]), bytes.fromhex(given["tls_pin"]))
    code, at = TownshipCode(given["township"]), from_milliseconds(given["at_ms"])
    request = write_request(EpochRequest(code, given["name"], epoch_of(given), face, at), key)
    assert read_request(request).face == face
    former = tuple(bytes.fromhex(one) for one in given["former"])
    epoch = replace(epoch_of(given), number=given["number"])
    word = write_epoch_word(CountyEpoch(code, epoch, face, former, at), county)
    keys = CountyKeys("x", public_half(county), bytes(32))
    assert read_epoch_word(word, keys, code) == CountyEpoch(code, epoch, face, former, at)
    return {
        "request": request.hex(),
        "fingerprint": township_fingerprint(face.signing, code),
        "word": word.hex(),
    }


def run_key_roll(given: Given) -> Given:
    """A township names its next keys under the present one; clinics follow from the key they know."""
    key, code = bytes.fromhex(given["key"]), TownshipCode(given["township"])
    named = (
        public_half(bytes.fromhex(given["next_key"])),
        *map(bytes.fromhex, (given["sealing"], given["tls_pin"])),
    )
    roll = KeyRoll(given["number"], public_half(key), TownshipFace(*named), from_milliseconds(given["at_ms"]))
    word = write_key_roll(Signer(key, realm_of(code, epoch_of(given))), roll)
    file = write_rolls([word])
    assert rolls_from(public_half(key), read_rolls(file), code) == [(roll, word)]
    return {"word": word.hex(), "file": file.hex()}


def run_tls_roll(given: Given) -> Given:
    """A township says which TLS key its service speaks with next, by itself and in the answer to a hello."""
    key, code, at = bytes.fromhex(given["key"]), TownshipCode(given["township"]), given["at_ms"]
    pins, until = (bytes.fromhex(given["present"]), bytes.fromhex(given["next"])), given["until_ms"]
    roll = TlsRoll(given["number"], *pins, from_milliseconds(at), from_milliseconds(until))
    word = write_tls_roll(Signer(key, realm_of(code, epoch_of(given))), roll)
    assert read_tls_roll(word, public_half(key), code) == roll
    file, nonce = write_tls_rolls([word]), bytes.fromhex(given["nonce"])
    assert read_tls_rolls(file) == [word]
    told = encode_hello_answer(nonce, HelloAnswer(roll.at, 300, 0, tls_roll=word))
    assert decode_hello_answer(told, nonce).tls_roll == word
    return {"word": word.hex(), "file": file.hex(), "answer": told.hex()}


def run_others(given: Given) -> Given:
    """What other PCs wrote: how far it is here, how far it is there, and what goes with the ranges."""
    nonce, word = bytes.fromhex(given["nonce"]), bytes.fromhex(given["word"])
    lives = tuple(OtherLife(DeviceId(a), Incarnation(b), last) for a, b, last in given["lives"])
    asked, told = encode_others(nonce, lives), encode_others_answer(nonce, given["held"])
    assert decode_others(asked) == (nonce, lives)
    assert read_held_lives(Fields("piece", held_piece(lives))) == lives
    assert list(decode_others_answer(told, nonce, len(lives))) == given["held"]
    return {
        "asked": asked.hex(),
        "answer": told.hex(),
        "handed_on": encode_hand_on(nonce, HandedOn((), (word,))).hex(),
        "taken": encode_hand_on_answer(nonce, given["taken"]).hex(),
        "on_a_stick": encode(held_piece(lives)).hex(),
    }


def epoch_of(given: Given) -> Epoch:
    return Epoch(*given["epoch"])


RUN: dict[str, Callable[[Given], Any]] = {
    "again": run_again,
    "device_word": run_device_word,
    "county_epoch": run_county_epoch,
    "key_roll": run_key_roll,
    "tls_roll": run_tls_roll,
    "others": run_others,
}
