"""The commands that explain cases and check policy packs; no window, no store."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from core.errors import Refusal
from core.policy.bill_cases import estimate_plain
from core.policy.cases import (
    ROOT_PACK,
    Case,
    CaseResult,
    answer_plain,
    cap_plain,
    check_cases,
    check_visit_case,
    decide_cap_case,
    decide_case,
    estimate_case,
    offers_for_case,
    price_for_case,
    read_cases,
)
from core.policy.check_cases import spoken_plain
from core.policy.decision import Decision
from core.policy.in_force import PackShelf
from core.policy.loader import load_shelf, packaged_sources, text_of, texts_of, texts_with, texts_with_all
from core.policy.status import Status
from core.policy.what_if import RepairOffer
from ui.commandline.answers import REFUSED, sentences
from ui.commandline.pages import SpokenTyper
from ui.commandline.policy_batch import Batch, run_batch, turn_aside_as_worker
from ui.wording import commands as words
from ui.wording import policy_batch as batch_words
from ui.wording import policy_commands as policy_words
from ui.wording.benefits import estimate_sentences
from ui.wording.checks import explained
from ui.wording.contribution import price_said
from ui.wording.policy import explanation, offer_said
from ui.wording.reasons import sentence_for

AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]


def policy_commands() -> typer.Typer:
    """Build the group `policy`."""
    turn_aside_as_worker()
    group = SpokenTyper(no_args_is_help=True, help=words.POLICY_HELP)

    @group.command("explain", help=policy_words.EXPLAIN_HELP)
    def explain(
        cases: Annotated[Path, typer.Argument(help=policy_words.CASES_HELP)],
        pack: Annotated[str | None, typer.Option("--pack", help=policy_words.PACK_OPTION_HELP)] = None,
        critical_illness: Annotated[
            bool, typer.Option("--critical-illness", help=policy_words.CRITICAL_HELP)
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            shelf, pack_id = _shelf(pack)
            found = read_cases(text_of(cases))
        _explain(shelf, pack_id, found, critical_illness, as_json)

    @group.command("check", help=policy_words.CHECK_HELP)
    def check(
        packs: Annotated[list[str], typer.Argument(help=policy_words.CHECK_PACK_HELP)],
        as_json: AsJson = False,
    ) -> None:
        with sentences():
            texts, pack_ids = _texts_of_all(packs)
            shelf = load_shelf(texts)
            checked = [(pack_id, check_cases(shelf, pack_id)) for pack_id in pack_ids]
        for pack_id, results in checked:
            if as_json:
                typer.echo(json.dumps(_check_plain(pack_id, results), ensure_ascii=False, default=str))
            else:
                typer.echo("\n".join(policy_words.check_sentences(pack_id, results)))
        if not all(result.passed for _, results in checked for result in results):
            raise typer.Exit(REFUSED)

    _add_batch(group)
    return group


def _add_batch(group: typer.Typer) -> None:
    @group.command("batch", help=batch_words.BATCH_HELP)
    def batch(
        histories: Annotated[Path, typer.Argument(help=batch_words.HISTORIES_HELP)],
        pack: Annotated[str, typer.Option("--pack", help=batch_words.BATCH_PACK_HELP)] = ROOT_PACK,
        on: Annotated[
            datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help=batch_words.ON_HELP)
        ] = None,
        workers: Annotated[int, typer.Option("--workers", min=1, max=256, help=batch_words.WORKERS_HELP)] = 1,
        out: Annotated[Path | None, typer.Option("--out", help=batch_words.OUT_HELP)] = None,
        steps: Annotated[bool, typer.Option("--steps", help=batch_words.STEPS_HELP)] = False,
    ) -> None:
        with sentences():
            texts, pack_id = _texts(pack)
            wanted = Batch(histories, texts, pack_id, on.date() if on else None, steps, workers)
            with _written(out) as into:
                outcome = run_batch(wanted, into)
        typer.echo(batch_words.finished(outcome.answers, outcome.refused, outcome.seconds), err=True)
        if outcome.refused:
            raise typer.Exit(REFUSED)


@contextmanager
def _written(out: Path | None) -> Iterator[IO[str]]:
    """Write to standard output, or beside the file wanted until all is there."""
    if out is None:
        yield sys.stdout
        return
    beside = out.with_name(out.name + ".part")
    try:
        with beside.open("w", encoding="utf-8") as into:
            yield into
        beside.replace(out)
    except OSError as error:
        raise Refusal("batch_not_written", file=str(out)) from error
    finally:
        beside.unlink(missing_ok=True)


def _explain(shelf: PackShelf, pack_id: str, cases: Sequence[Case], as_caps: bool, as_json: bool) -> None:
    """Answer each case; one that is refused is said on standard error and does not keep the others back."""
    answers: list[Mapping[str, Any]] = []
    refused = False
    for place, case in enumerate(cases, start=1):
        try:
            plain, said = _answered(shelf, case, pack_id, as_caps, as_json)
        except Refusal as refusal:
            refused = True
            sentence = sentence_for(refusal)
            plain, said = {"id": case.id, "refused": refusal.code, "sentence": sentence}, []
            typer.echo(f"{policy_words.case_headline(place, case.id, None)}:{sentence}", err=True)
        answers.append(plain)
        if said:
            headline = policy_words.case_headline(place, case.id, case.plain.get("title"))
            typer.echo("\n".join([headline, *said, ""]))
    if as_json:
        typer.echo(json.dumps(answers, ensure_ascii=False))
    if refused:
        raise typer.Exit(REFUSED)


def _answered(
    shelf: PackShelf, case: Case, pack_id: str, as_cap: bool, as_json: bool
) -> tuple[Mapping[str, Any], list[str]]:
    """Give the answer to one case as plain values, and in words unless JSON is wanted."""
    if as_cap or case.about_cap:
        cap = decide_cap_case(shelf, case, pack_id)
        return cap_plain(case, cap), [] if as_json else policy_words.cap_sentences(cap)
    if case.about_bill:
        estimated = estimate_case(shelf, case, pack_id)
        return estimate_plain(case.id, estimated), [] if as_json else estimate_sentences(estimated)
    if case.about_visit:
        spoken = check_visit_case(shelf, case, pack_id)
        return spoken_plain(case.id, spoken), [] if as_json else explained(spoken)
    decision = decide_case(shelf, case, pack_id)
    if as_json:
        return answer_plain(case, decision), []
    offers = _offers(shelf, case, pack_id, decision)
    priced = price_said(price_for_case(shelf, case, pack_id))
    return {}, [*explanation(decision), *(offer_said(offer) for offer in offers), *priced]


def _offers(shelf: PackShelf, case: Case, pack_id: str, decision: Decision) -> tuple[RepairOffer, ...]:
    """Ask what repairs would change, only while a wait lies ahead."""
    ahead = decision.status in (Status.WAITING, Status.PENDING, Status.NOT_ENROLLED)
    return offers_for_case(shelf, case, pack_id) if ahead else ()


def _shelf(pack: str | None) -> tuple[PackShelf, str]:
    """Give the packs shipped, with a pack from a file or folder among them, and the id asked for."""
    texts, pack_id = _texts(pack or ROOT_PACK)
    return load_shelf(texts), pack_id


def _texts_of_all(packs: Sequence[str]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Give the texts with each pack named among them: one shipped, or several of somebody's own together."""
    if len(packs) == 1:
        texts, pack_id = _texts(packs[0])
        return texts, [pack_id]
    return texts_with_all([texts_of(Path(pack)) for pack in packs])


def _texts(pack: str) -> tuple[Mapping[str, str], str]:
    """Give the texts of the packs shipped, with those of a pack from a file or folder among them."""
    path = Path(pack)
    if path.suffix in (".toml", ".json") or path.is_dir():
        return texts_with(texts_of(path))
    if pack not in load_shelf(packaged_sources()).versions:
        raise Refusal("pack_unknown", pack=pack)
    return packaged_sources(), pack


def _check_plain(pack_id: str, results: Sequence[CaseResult]) -> Mapping[str, Any]:
    failed = [result for result in results if not result.passed]
    return {
        "pack_id": pack_id,
        "cases": len(results),
        "passed": len(results) - len(failed),
        "failed": [
            {
                "id": result.case.id,
                "reason": sentence_for(result.refusal) if result.refusal else "",
                "differences": {
                    key: {"expected": w, "found": f} for key, (w, f) in result.differences.items()
                },
            }
            for result in failed
        ],
    }
