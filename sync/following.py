"""The township speaks in another epoch than ours: whether its chain, or our county, leads there."""

from core.errors import Hindrance, Refusal
from core.sync_ports import Standing, SyncStore
from sync.envelope import Statement, realm_of
from sync.meeting import follow_word
from sync.protocol import decode_hello_answer
from sync.standing import leads_to, reading


def follow_epoch(
    store: SyncStore, standing: Standing, told: Statement, answered: bytes, nonce: bytes
) -> bool:
    """Follow the township into its epoch; False where that one lies before ours: it has lost some.

    Args:
        store: the clinic's.
        standing: where the clinic stands.
        told: the answer to a hello, verified.
        answered: its bytes, to be kept as the township's word for the epoch.
        nonce: of the hello.

    Raises:
        Hindrance: `township_epoch_unknown`, `township_answer_not_understood`.
    """
    with reading():
        answer = decode_hello_answer(told.payload, nonce)
        epoch = answer.epoch
        if epoch is None or realm_of(standing.enrolment.township, epoch) != told.realm:
            raise Refusal("message_not_understood", message="hello", field="epoch")
    told_of = answer.epochs or (epoch,)
    chain = leads_to(standing.epoch, told_of)
    if chain and chain[-1] == epoch:
        for one in chain:
            store.move_epoch(one, answered if one == epoch else b"")
        return True
    if follow_word(store, answer.words, told_of):
        return True
    if epoch.number < standing.epoch.number:
        return False
    raise Hindrance("township_epoch_unknown", epoch=epoch.number)
