"""The colours of a map's sections, told apart by colour-blind readers on light and dark ground alike.

Okabe and Ito's (2008) eight without black and yellow, which one of the grounds swallows, and a grey for
papers of no section.
"""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A8F94")
NO_SECTION = len(COLOURS) - 1


def colour(section: int) -> int:
    """Return the place in `COLOURS` for a section; after the sixth they come again, with other shapes."""
    return section % NO_SECTION if section >= 0 else NO_SECTION
