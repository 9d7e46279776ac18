"""All settings: one definition gives flag, variable, TOML key and documentation.

In: each stage's frozen section. Out: `Settings` and where each value came from.
Never does: reading what no section defines - an unknown key is refused.
"""

from edge_aac.settings.load import Loaded, WrongFlag, config_file, load_settings
from edge_aac.settings.schema import SECTIONS, Key, Settings, keys
from edge_aac.settings.toml import as_toml

__all__ = [
    "SECTIONS",
    "Key",
    "Loaded",
    "Settings",
    "WrongFlag",
    "as_toml",
    "config_file",
    "keys",
    "load_settings",
]
