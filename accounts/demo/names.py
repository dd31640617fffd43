"""Names of which the demo's people are made: nobody real is among them."""

GIVEN = (
    "Ada Aisha Alfie Amara Anna Arjun Beatrix Ben Bryony Callum Caitlin Cora Dafydd "
    "Daisy Dylan Edie Eilidh Elsie Ewan Farah Fern Finn Freya George Greta Hamish "
    "Harriet Hugh Imogen Iris Isla Jago Jasmine Joan Josh Kate Keir Kit Lena Leo Lowri "
    "Lucy Maeve Margaret Matilda Megan Miles Morag Nadia Ned Nell Niamh Olive Omar "
    "Orla Oscar Pearl Peter Piers Poppy Priya Rhona Rory Rose Rowan Rupert Sian Simon "
    "Sofia Stuart Tamsin Tess Theo Tilda Tom Una Vera Will Winifred Yusuf"
).split()
SURNAMES = (
    "Ashdown Atwell Bakshi Barrow Beck Birch Blythe Bracken Brook Burnett Calder "
    "Carrow Chaudhry Cobb Coppice Crane Dale Davies Denholm Doyle Drummond Eddowes "
    "Fairlie Fell Fenwick Finch Fraser Garrick Glen Gorse Greaves Hale Hallam "
    "Harker Heath Hobbs Holt Hurst Ings Jarrold Kaur Keane Kerr Kirkby Lark Lea "
    "Lister Lockwood Loxley Mabey Marsh Mead Mercer Moor Moss Nash Nkemelu Oakes "
    "Okoro Osgood Owens Padgett Parry Patel Penrose Pike Pryce Quayle Ramsden Reed "
    "Rook Rowntree Sedge Shaw Sheikh Skelton Sorrel Stroud Sykes Tallis Thorne "
    "Thwaite Tregenza Tully Underhill Vane Wade Warren Weir Whitlock Wick Wray "
    "Yardley Yeo"
).split()
# Of people who order from abroad: given names and surnames of their country.
ABROAD = {
    "DE": (
        "Anke Birgit Hannes Jonas Jule Katrin Lars Maren Nils Svenja".split(),
        "Ahrens Brandt Dietz Ebert Falk Harms Krüger Lindner Möller Vogt".split(),
    ),
    "FR": (
        "Adèle Benoît Camille Élodie Hugo Jeanne Luc Margaux Noé Solène".split(),
        "Aubry Carpentier Delmas Fabre Girard Lacombe Marchand Perrin Roux".split(),
    ),
    "IE": (
        "Aoife Cian Conor Deirdre Eoin Gráinne Niall Oisín Róisín Sinéad".split(),
        "Brennan Byrne Cullen Daly Keogh Lynch Nolan Quinn Tierney Whelan".split(),
    ),
    "NL": (
        "Anouk Bram Fleur Guus Jasmijn Lieke Maarten Noor Sander Wouter".split(),
        "Bakker Dekker Hendriks Kuipers Mulder Prins Smit Verhoeven Visser".split(),
    ),
}
