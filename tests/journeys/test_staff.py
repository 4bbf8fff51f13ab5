"""Staff: named by the township, let in by the clinic's manager, held to their role at the desk."""

from tests.helpers.commands import command, lines_file, refused
from tests.helpers.served_town import PASSWORD, USER, ClinicFolder, Town
from tests.journeys.test_clinic_commands import visit
from ui.wording.reasons import sentences

NEW = "another-long-one"


def roles(listed: dict[str, object]) -> dict[str, str]:
    assert isinstance(listed["staff"], list)
    return {one["user"]: one["role"] for one in listed["staff"]}


def test_an_assistant_named_by_the_township_is_let_in_by_the_manager_and_may_not_record(
    town: Town, clinic: ClinicFolder
) -> None:
    clinic.run("sync")
    town.run("set-staff", clinic.code, "helper", "--name", "赵助理", "--role", "assistant")
    assert roles(town.run("staff", clinic.code)) == {USER: "manager", "helper": "assistant"}
    clinic.run("sync")
    added = command("clinic", "users", "add", "helper", *clinic.who, secrets=[PASSWORD, NEW])
    assert added.exit_code == 0, added.output

    helper = ("--data", clinic.data, "--user", "helper", "--password-stdin", "--json")
    file = lines_file(clinic.data.parent / "visits.jsonl", [visit(town)])
    recorded = command("clinic", "record", file, *helper, secrets=[NEW])
    assert recorded.exit_code == 1
    assert clinic.run("status")["visits"] == 0

    town.run("set-staff", clinic.code, "helper", "--name", "赵医生", "--role", "doctor")
    clinic.run("sync")
    assert command("clinic", "record", file, *helper, secrets=[NEW]).exit_code == 0
    assert clinic.run("status")["visits"] == 1


def test_nobody_takes_the_last_manager_or_a_stranger_off_the_list(town: Town, clinic: ClinicFolder) -> None:
    for more in (
        ("remove-staff", clinic.code, USER),
        ("set-staff", clinic.code, USER, "--name", "王医生", "--role", "doctor"),
    ):
        said = refused(command("township", *more, *town.place))
        assert said == sentences()["last_manager_stays"].format(clinic=clinic.code)
    gone = refused(command("township", "remove-staff", clinic.code, "nobody", *town.place))
    assert gone == sentences()["staff_unknown"].format(clinic=clinic.code, user="nobody")
    unknown = refused(command("township", "staff", "V99", *town.place))
    assert unknown == sentences()["clinic_unknown"].format(clinic="V99")
    wrong = ("set-staff", clinic.code, "helper", "--name", "赵助理", "--role", "king")
    assert refused(command("township", *wrong, *town.place)) == sentences()["role_unknown"]
    assert roles(town.run("staff", clinic.code)) == {USER: "manager"}
