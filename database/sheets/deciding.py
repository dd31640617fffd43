"""What is decided for a whole column, and which lines led to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Cell = tuple[int, str]  # the line in the file, and the text
DOUBTFUL = "?"


@dataclass(frozen=True, slots=True)
class Decision:
    """One way to read a column, or the lines that leave it open.

    `value` is empty if a person has to decide. `proofs` names for each way the first
    cell that can be read in this way only; `doubt` is the first cell that can be read
    in both ways.
    """

    value: str
    proofs: tuple[tuple[str, Cell], ...] = ()
    doubt: Cell | None = None

    @property
    def is_open(self) -> bool:
        return not self.value


def decide(
    cells: Iterable[Cell],
    ways: tuple[str, str],
    proof_of: Callable[[str], str],
    hint: str = "",
) -> Decision:
    """Return the one way in which all cells can be read.

    `proof_of` tells what a cell proves: one of `ways`, DOUBTFUL if it could be either,
    or nothing. Cells that prove different ways leave the column open, and so do
    doubtful cells without any proof, unless a `hint` is given. A column without either
    is read in the first way, which is as good as the other.
    """
    proofs: dict[str, Cell] = {}
    doubt: Cell | None = None
    for line, text in cells:
        proved = proof_of(text)
        if proved == DOUBTFUL:
            doubt = doubt or (line, text)
        elif proved:
            proofs.setdefault(proved, (line, text))
    if len(proofs) == 1:
        value = next(iter(proofs))
    elif proofs:
        value = ""
    else:
        value = hint or ("" if doubt else ways[0])
    return Decision(value, tuple(proofs.items()), doubt)
