"""The words of the console's pages stand in several files; a page knows them by name alone."""

from sync.township.console.rendering import WORDINGS


def test_one_name_means_one_word_whatever_file_it_stands_in() -> None:
    meanings: dict[str, object] = {}
    for wording in WORDINGS:
        for name, word in vars(wording).items():
            if not name.startswith("_"):
                assert meanings.setdefault(name, word) is word, name
