"""Where the demo's people live: real towns, and postcodes and telephones that fit.

Telephone numbers are of the ranges that Ofcom keeps for fiction: nobody has them.
"""

from dataclasses import dataclass
from random import Random

HOME = "GB"
LANDLINE, MOBILE = "01632 960", "07700 900"
# Letters that the second half of a British postcode uses.
UNIT = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Town:
    """A town, its postcode districts, and its telephone numbers of plays and films."""

    name: str
    districts: tuple[str, ...]
    # How many of a hundred or so customers live there.
    share: int = 2
    telephone: str = LANDLINE
    country: str = HOME


def _town(name: str, districts: str, share: int = 2, telephone: str = LANDLINE) -> Town:
    return Town(name, tuple(districts.split()), share, telephone)


TOWNS = (
    # The shop's own: who lives there may collect.
    _town("Norwich", "NR1 NR2 NR3 NR4 NR5", 12),
    _town("London", "E5 E8 E17 N4 N16 NW5 SE15 SE22 SW2 SW12 W3", 16, "020 7946 0"),
    _town("Aberdeen", "AB10 AB15 AB24"),
    _town("Bath", "BA1 BA2", 3),
    _town("Birmingham", "B13 B14 B17 B30", 4, "0121 496 0"),
    _town("Brighton", "BN1 BN2", 3),
    _town("Bristol", "BS3 BS5 BS6 BS7", 6, "0117 496 0"),
    _town("Bury St Edmunds", "IP32 IP33", 3),
    _town("Cambridge", "CB1 CB3 CB4", 5),
    _town("Cardiff", "CF5 CF11 CF14 CF24", 3, "029 2018 0"),
    _town("Durham", "DH1"),
    _town("Edinburgh", "EH3 EH6 EH7 EH9 EH10", 6, "0131 496 0"),
    _town("Exeter", "EX1 EX2 EX4", 3),
    _town("Falmouth", "TR11"),
    _town("Glasgow", "G11 G12 G20 G41 G42", 4, "0141 496 0"),
    _town("Great Yarmouth", "NR30 NR31", 3),
    _town("Hereford", "HR1 HR2"),
    _town("Inverness", "IV2 IV3"),
    _town("Ipswich", "IP1 IP2 IP4", 4),
    _town("Kendal", "LA9"),
    _town("King's Lynn", "PE30", 3),
    _town("Leeds", "LS6 LS7 LS8 LS17", 4, "0113 496 0"),
    _town("Leicester", "LE2 LE3", 2, "0116 496 0"),
    _town("Lincoln", "LN1 LN2 LN6"),
    _town("Liverpool", "L15 L17 L18", 3, "0151 496 0"),
    _town("Ludlow", "SY8", 1),
    _town("Manchester", "M14 M20 M21", 5, "0161 496 0"),
    _town("Newcastle upon Tyne", "NE2 NE3 NE6", 3, "0191 498 0"),
    _town("Nottingham", "NG2 NG3 NG7", 2, "0115 496 0"),
    _town("Oxford", "OX1 OX2 OX4", 3),
    _town("Plymouth", "PL2 PL3 PL4"),
    _town("Sheffield", "S7 S10 S11", 4, "0114 496 0"),
    _town("Shrewsbury", "SY1 SY3"),
    _town("Stroud", "GL5 GL6"),
    _town("Swansea", "SA1 SA2"),
    _town("Totnes", "TQ9", 1),
    _town("Winchester", "SO22 SO23"),
    _town("York", "YO10 YO23 YO24 YO31", 4),
    # Abroad, without a telephone: no numbers are kept for fiction everywhere.
    Town("Dublin", ("D04", "D06", "D08"), 4, "", "IE"),
    Town("Galway", ("H91",), 1, "", "IE"),
    Town("Berlin", ("10435", "10965", "12043"), 2, "", "DE"),
    Town("Hamburg", ("20257", "22765"), 1, "", "DE"),
    Town("Paris", ("75011", "75018"), 1, "", "FR"),
    Town("Rennes", ("35000",), 1, "", "FR"),
    Town("Utrecht", ("3511", "3582"), 1, "", "NL"),
)
_SHARES = [town.share for town in TOWNS]
STREETS = (
    "Alder Lane,Ash Grove,Bell Street,Bridge Street,Chapel Row,Chestnut Avenue,"
    "Church Lane,Coopers Yard,Dyers Row,Fore Street,Gladstone Road,Harbour Road,"
    "High Street,Hill Rise,Kiln Lane,Malthouse Close,Mill Lane,Nelson Street,"
    "Orchard Close,Park Road,Priory Walk,Quay Street,Ropewalk,St Mary's Road,"
    "School Hill,Station Road,The Green,Victoria Terrace,Weavers Yard,Willow Way"
).split(",")
# As the street and the number are written there.
STREETS_ABROAD = {
    "DE": ("Ahornweg {}", "Bergstraße {}", "Gartenstraße {}", "Lindenallee {}"),
    "FR": ("{} rue des Lilas", "{} rue du Moulin", "{} allée des Tilleuls"),
    "IE": ("{} Harbour View", "{} Main Street", "{} Sycamore Road"),
    "NL": ("Dorpsstraat {}", "Molenweg {}", "Kastanjelaan {}"),
}


def any_town(random: Random) -> Town:
    """Return a town, large ones and the shop's own more often."""
    return random.choices(TOWNS, _SHARES)[0]


def street_in(town: Town, random: Random) -> str:
    """Return a street with a number, as the town's country writes them."""
    number = random.randint(1, 120)
    if town.country == HOME:
        return f"{number} {random.choice(STREETS)}"
    return random.choice(STREETS_ABROAD[town.country]).format(number)


def postcode_in(town: Town, random: Random) -> str:
    """Return a postcode of the town, in its country's form."""
    district = random.choice(town.districts)
    letters = "".join(random.choices(UNIT, k=2))
    digit = random.randint(1, 9)
    return {
        "GB": f"{district} {digit}{letters}",
        "IE": f"{district} {letters[0]}{digit}{letters[1]}{9 - digit}",
        "NL": f"{district} {letters}",
    }.get(town.country, district)


def telephone_in(town: Town, random: Random) -> str:
    """Return a telephone number that nobody has, a mobile one mostly; abroad none."""
    if not town.telephone:
        return ""
    if random.random() < 0.6:
        return f"{MOBILE}{random.randint(0, 999):03}"
    return f"{town.telephone}{random.randint(0, 999):03}"
