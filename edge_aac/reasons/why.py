"""Every reason that is worded in each language, by its name.

In: nothing. Out: an enumeration. To add one: a member here, and its template in each
`reasons.LANGUAGE.toml` beside this file.
"""

from __future__ import annotations

from enum import Enum


class Why(str, Enum):
    """What a reason is; the value names its template in the catalogues."""

    # Parts of sentences about devices.
    MICROPHONE = "microphone"
    EARPIECE = "earpiece"
    MICROPHONES = "microphones"
    EARPIECES = "earpieces"
    MORE = "more"
    NOTHING = "nothing"

    # No device at all: what was found, the cause, and what is known of the session.
    ABSENT = "absent"
    SERVER_OF_OTHERS = "server_of_others"
    SERVER_SILENT = "server_silent"
    NAMED_SERVER_SILENT = "named_server_silent"
    MISLED = "misled"
    SERVER_UNREACHED = "server_unreached"
    NO_CARDS = "no_cards"
    CARDS_CLOSED = "cards_closed"
    NO_INPUT = "no_input"
    NO_OUTPUT = "no_output"
    NO_SERVER_NAMED = "no_server_named"
    WITHOUT_SUDO = "without_sudo"
    SET_FOLDER = "set_folder"

    # None that a person means.
    AMBIGUOUS = "ambiguous"
    UNKNOWN_MICROPHONE = "unknown_microphone"
    ONLY_MONITORS = "only_monitors"
    NO_FILE_EITHER = "no_file_either"
    UNKNOWN_EARPIECE = "unknown_earpiece"
    UNKNOWN_NUMBER = "unknown_number"

    # One that is there.
    MICROPHONE_BUSY = "microphone_busy"
    EARPIECE_BUSY = "earpiece_busy"
    NO_LIBRARY = "no_library"
    NOT_STARTED = "not_started"
    SILENT = "silent"
    NO_FILES = "no_files"
    NO_MEMORY = "no_memory"
    STILL_IN_USE = "still_in_use"
    OTHER_OUTPUT = "other_output"
    """What has no reason of its own; its text is English."""

    # Words that are no command.
    ALL = "all"
    NEAREST = "nearest"
    TOO_LONG = "too_long"
    NO_COMMAND = "no_command"
    UNKNOWN_COMMAND = "unknown_command"
    TAKES_LENGTH = "takes_length"
    TAKES_NOTHING = "takes_nothing"
    TAKES_NAME = "takes_name"
    NO_LENGTH = "no_length"

    # The socket for commands, and asking there.
    CONTROL_OFF = "control_off"
    NOBODY_LISTENS = "nobody_listens"
    LISTENER_OF_OTHERS = "listener_of_others"
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"
    ASK_AS_USER = "ask_as_user"
    NAME_ANOTHER = "name_another"
    FOLDER_NOT_MADE = "folder_not_made"
    FOLDER_NOT_PRIVATE = "folder_not_private"
    SOCKET_NOT_MADE = "socket_not_made"
    SOCKET_UNUSABLE = "socket_unusable"
    SOCKET_TAKEN = "socket_taken"
    SIGNALS_NOT_PLAYED = "signals_not_played"

    # What the system answers.
    NO_PERMISSION = "no_permission"
    NOT_PERMITTED = "not_permitted"
    NO_SUCH_FILE = "no_such_file"
    NO_FOLDER = "no_folder"
    READ_ONLY = "read_only"
    NO_SPACE = "no_space"
    NAME_TOO_LONG = "name_too_long"
    LIES_THERE = "lies_there"
    FOLDER_UNKNOWN = "folder_unknown"
    PATH_TOO_LONG = "path_too_long"
    SYSTEM = "system"
    """Any other; its text is English, its number is not."""

    # Sound that is no microphone's.
    THE_MICROPHONE = "the_microphone"
    STANDARD_INPUT = "standard_input"
    THE_DEMONSTRATION = "the_demonstration"
    PIPE_SOUND = "pipe_sound"
    NO_STDIN = "no_stdin"
    STDIN_KEYBOARD = "stdin_keyboard"
    STDIN_UNREAD = "stdin_unread"
    STDIN_FILE = "stdin_file"
    ONE_CHANNEL = "one_channel"
    NO_CHANNEL = "no_channel"
    FILE_MISSING = "file_missing"
    FILE_FOLDER = "file_folder"
    FILE_SPECIAL = "file_special"
    FILE_CLOSED = "file_closed"
    FILE_UNREAD = "file_unread"
    FILE_DAMAGED = "file_damaged"
    FILE_PART = "file_part"
    FILE_EMPTY = "file_empty"
    FILE_SHORTER = "file_shorter"
    FILE_UNNAMED = "file_unnamed"
    FFMPEG_MISSING = "ffmpeg_missing"
    FFMPEG_FINDS_NONE = "ffmpeg_finds_none"
    FFMPEG_NOT_STARTED = "ffmpeg_not_started"
    FFMPEG_HANGS = "ffmpeg_hangs"
    NO_SNDFILE = "no_sndfile"

    # Buttons.
    NO_EVDEV = "no_evdev"
    NO_GPIOZERO = "no_gpiozero"
    UNKNOWN_BUTTON = "unknown_button"
    NO_PIN = "no_pin"
    NO_HEADSET = "no_headset"
    UNKNOWN_HEADSET = "unknown_headset"

    # The model.
    NO_MODEL_THERE = "no_model_there"
    UNREADABLE = "unreadable"
    NO_MODEL = "no_model"
    MODEL_DAMAGED = "model_damaged"
    MODEL_LACKS = "model_lacks"

    # Sounds of a person's own.
    EXAMPLE_SILENT = "example_silent"
    EXAMPLE_SHORT = "example_short"
    EXAMPLE_SPEECH = "example_speech"
    EXAMPLE_MUSIC = "example_music"
    EXAMPLE_DIFFERS = "example_differs"
    EXAMPLES_FEW = "examples_few"
    EXAMPLES_MANY = "examples_many"
    EXAMPLES_SAME = "examples_same"
    SOUND_NOT_APART = "sound_not_apart"
    SOUND_NAME = "sound_name"
    SOUND_NAME_TAKEN = "sound_name_taken"
    SOUND_GROUP = "sound_group"
    SOUND_HAZARD = "sound_hazard"
    SOUND_UNKNOWN = "sound_unknown"
    SOUNDS_FULL = "sounds_full"
    SOUNDS_NONE = "sounds_none"
    SOUND_OF_OTHER_MODEL = "sound_of_other_model"
    SOUND_FILE_DAMAGED = "sound_file_damaged"
    SOUND_FILE_UNREAD = "sound_file_unread"
    SOUND_NOT_KEPT = "sound_not_kept"
    MODEL_TEACHES_NOT = "model_teaches_not"
    RINGS_MISSING = "rings_missing"
    NOTHING_HEARD = "nothing_heard"
    RING_TAKEN = "ring_taken"
    RING_SPOKEN_OVER = "ring_spoken_over"
    RINGS_DIFFER = "rings_differ"
    LESSON_RUNS = "lesson_runs"
    LEARNING_FAILED = "learning_failed"
