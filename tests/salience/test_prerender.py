from __future__ import annotations

import pytest

from edge_aac.salience.catalogue import load_catalogue
from edge_aac.salience.prerender import urgent_texts
from edge_aac.speech.synthesis.prerendered import MOST_TEXTS
from edge_aac.taxonomy import load_taxonomy
from edge_aac.types import Priority, Style


@pytest.mark.parametrize("style", Style)
def test_whatever_a_hazard_may_need_is_there_and_fits(style: Style) -> None:
    catalogue, taxonomy = load_catalogue(), load_taxonomy()
    texts = urgent_texts(catalogue, taxonomy, style)
    assert len(set(texts)) <= MOST_TEXTS
    for name in taxonomy.names:
        told = {catalogue.alert(name, style), catalogue.still(name), catalogue.ended(name)}
        assert (told <= set(texts)) is (taxonomy[name].priority is Priority.CRITICAL)
    assert catalogue.listener("microphone_lost") in texts
