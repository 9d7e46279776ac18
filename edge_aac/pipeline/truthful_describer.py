"""The sentence that describes what is heard, all of it, and names nothing else.

In: what the decoder made, and the labels that stand out. Out: the decoder's sentence where it names
these and no others, else one made of the labels by rule. The decoder may hear more than the labels
do, but nobody can check what it says: a sound that no label supports is not spoken of. And it
leaves out what it is not used to: a sentence that names one sound where two stand out gives way.

Never does: deciding which labels stand out, or whether the sentence is worth saying.
"""

from __future__ import annotations

from collections.abc import Sequence

from edge_aac.salience.catalogue import Catalogue
from edge_aac.taxonomy import Taxonomy

ENOUGH = 2
"""A sentence that names so many sounds may leave out others; more are hard to remember."""


class TruthfulDescriber:
    """Makes descriptions that the labels support.

    Parameters
    ----------
    catalogue : Catalogue
    taxonomy : Taxonomy
    """

    def __init__(self, catalogue: Catalogue, taxonomy: Taxonomy) -> None:
        self._catalogue = catalogue
        self._taxonomy = taxonomy

    def describe(self, text: str, supported: Sequence[str], named: Sequence[str]) -> str:
        """The decoder's sentence, or the rule's.

        Parameters
        ----------
        text : str
            What the decoder made; empty where it had nothing to say.
        supported : sequence of str
            The labels that stand out. Any of a group supports the others: "an alarm" is true of a
            smoke alarm, and the gate lets no hazard out that no event confirmed.
        named : sequence of str
            Those of them that a description by rule may name, strongest first.

        Returns
        -------
        str
            Empty where there is nothing to say.
        """
        said = self._groups(self._catalogue.mentions(text))
        true = said <= self._groups(supported)
        if text and true and len(said) >= min(ENOUGH, len(self._groups(named))):
            return text
        if named:
            return self._catalogue.scene(named)
        return text if true else ""

    def _groups(self, labels: Sequence[str] | frozenset[str]) -> set[str]:
        return {self._taxonomy[label].group for label in labels}
