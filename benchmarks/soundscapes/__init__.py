"""Hours of household, street and night, streamed: what is found, how soon, how falsely.

    plan (which scenes) -> compose (their sound) -> hear (ours, the baseline) -> judge -> report

A plan is a list of small specifications; every scene is composed from its own seed, so that
any of them can be made again alone.
"""
