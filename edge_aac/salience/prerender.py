"""Which sentences an alarm may need, so that they can be rendered before it sounds.

In: the catalogue, the labels, the style in force. Out: texts.
"""

from __future__ import annotations

from edge_aac.salience.catalogue import Catalogue
from edge_aac.taxonomy import Taxonomy
from edge_aac.types import Priority, Style


def urgent_texts(catalogue: Catalogue, taxonomy: Taxonomy, style: Style) -> tuple[str, ...]:
    """Every sentence about a critical sound, and the critical ones about the listener.

    Parameters
    ----------
    catalogue : Catalogue
    taxonomy : Taxonomy
    style : Style
        How much an announcement says.

    Returns
    -------
    tuple of str
        Announcements first, then that they go on, then that they are over.
    """
    labels = [n for n in taxonomy.names if taxonomy[n].priority is Priority.CRITICAL]
    return (
        *(catalogue.alert(label, style) for label in labels),
        *(
            phrase.text
            for phrase in catalogue.listener_phrases.values()
            if phrase.priority is Priority.CRITICAL
        ),
        *(catalogue.still(label) for label in labels),
        *(catalogue.ended(label) for label in labels),
    )
