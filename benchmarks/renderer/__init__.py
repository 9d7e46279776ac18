"""A second renderer of alarms and of what is mistaken for them, for proof only.

It shares nothing with the synthesiser that training uses: other oscillators, envelopes and
rooms, and ranges that training never saw. Nothing that is fitted or chosen may look at it.

    rendered.render("t3_piezo", seed) -> Rendered
"""
