"""The operating point: thresholds of everything announced, for a budget of false alarms per hour.

`sounds` says which recordings, `stream` what a bundle makes of hours of them, `strength` what
threshold a sound would still pass, `curve` false alarms and recall against a threshold,
`budget` the thresholds that give the most for the false alarms that are allowed.
"""
