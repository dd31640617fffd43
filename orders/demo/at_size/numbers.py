"""Numbers that look as random as the shop's own, and never come twice. Pure."""

from database.rows.ids import CROCKFORD, NUMBER_LENGTH

BITS = 5 * NUMBER_LENGTH
PAIRS = [first + second for second in CROCKFORD for first in CROCKFORD]
# Odd, so that no two products of it end in the same bits.
FACTOR = 0x2_A5F3_9C47_1D6B


def number_of(serial: int) -> str:
    """Return the number of the order, return or note with this serial number."""
    bits = serial * FACTOR % (1 << BITS)
    places = range(0, BITS, 10)
    return "".join([PAIRS[bits >> place & 1023] for place in places])
