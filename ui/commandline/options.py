"""Let a command take a dataclass whose fields are its options, so that a set of options is written once."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

import typer

from ui.wording.commands import NOT_TEXT


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Turn each parameter that is a dataclass into the options its fields describe.

    A field is `Annotated[type, typer.Option(...)]`, with a default where the option may be left out.
    """
    hints = get_type_hints(command, include_extras=True)
    hints.pop("return", None)
    bundles: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    plain = [p for p in inspect.signature(command).parameters.values() if p.name not in bundles]
    spread_out = [option for bundle in bundles.values() for option in _options(bundle)]
    parameters = [p.replace(annotation=hints[p.name], kind=p.KEYWORD_ONLY) for p in plain] + spread_out

    def run(**given: Any) -> None:
        _require_text(given.values())
        for name, bundle in bundles.items():
            given[name] = bundle(**{field.name: given.pop(field.name) for field in fields(bundle)})
        command(**given)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by inspect
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _require_text(given: Iterable[Any]) -> None:
    """Let no bytes in that are no text in the console's characters; the name of a file may be of any."""
    for value in given:
        texts = value if isinstance(value, list) else [value]
        try:
            for text in (one for one in texts if isinstance(one, str)):
                text.encode()
        except UnicodeError:
            raise typer.BadParameter(NOT_TEXT) from None


def _options(bundle: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(bundle, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(bundle)
    ]
