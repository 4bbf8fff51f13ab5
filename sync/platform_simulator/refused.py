"""How the platform says no: a sentence in the answer, never a technical failure."""


class Refused(Exception):
    """Carry the sentence of `err_msg`; the transaction is rolled back."""

    def __init__(self, sentence: str, infcode: int = -1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.infcode = infcode
