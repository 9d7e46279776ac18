"""Every reason that is worded in each language, with its English template.

In: nothing. Out: an enumeration. To add one: a member here, and its template in each
`reasons.LANGUAGE.toml` beside this file, with the same names in braces. Never does: looking for a
cause.
"""

from __future__ import annotations

from enum import Enum


class Why(str, Enum):
    """What a reason is; the value names its template in the catalogues."""

    english: str

    def __new__(cls, name: str, english: str) -> Why:
        """One reason and what it is in English, with places for its facts."""
        why = str.__new__(cls, name)
        why._value_ = name
        why.english = english
        return why

    # Parts of sentences about devices.
    MICROPHONE = "microphone", "microphone"
    EARPIECE = "earpiece", "earpiece"
    MICROPHONES = "microphones", "microphones"
    EARPIECES = "earpieces", "earpieces"
    MORE = "more", "{names} and {count} more that `edge-aac devices` lists"
    NOTHING = "nothing", ""

    # No device at all: what was found, the cause, and what is known of the session.
    ABSENT = "absent", "No {one} was found{cause}{session}."
    SERVER_OF_OTHERS = (
        "server_of_others",
        ", since the sound server at {path} belongs to somebody else: start edge-aac as the user "
        "who is logged in",
    )
    SERVER_SILENT = (
        "server_silent",
        ", since the sound server at {path} does not answer: restart it, or log in again",
    )
    SERVER_UNREACHED = (
        "server_unreached",
        ", since PortAudio does not reach the sound server: install what leads there with "
        "`sudo apt-get install libasound2-plugins`",
    )
    NO_CARDS = (
        "no_cards",
        ", since this system has no sound card ({path} is missing): connect one, or "
        "start a container with --device {path}",
    )
    CARDS_CLOSED = (
        "cards_closed",
        ", since you may not use the sound cards: join their group with "
        "`sudo usermod -aG {group} $USER`, then log in again",
    )
    NO_INPUT = (
        "no_input",
        ": connect one and look with `edge-aac devices`, or hear the demonstration with "
        "`edge-aac listen --input demo`",
    )
    NO_OUTPUT = (
        "no_output",
        ": connect one and look with `edge-aac devices`, or print only with --no-speech",
    )
    WITHOUT_SUDO = "without_sudo", "; the sound server of your session is found without sudo"
    SET_FOLDER = (
        "set_folder",
        "; if a sound server runs, set XDG_RUNTIME_DIR to its folder, as in your session",
    )

    # None that a person means.
    AMBIGUOUS = (
        "ambiguous",
        "{wanted} fits {count} {many}, {names}: give more of the name, or the number.",
    )
    UNKNOWN_MICROPHONE = (
        "unknown_microphone",
        "There is neither a file nor a microphone called {wanted}; the microphones are: {names}.",
    )
    UNKNOWN_EARPIECE = (
        "unknown_earpiece",
        "There is no earpiece called {wanted}; the earpieces are: {names}.",
    )
    UNKNOWN_NUMBER = (
        "unknown_number",
        "There is no {one} with the number {wanted}; the {many} are: {names}.",
    )

    # One that is there.
    MICROPHONE_BUSY = (
        "microphone_busy",
        "The microphone {name} cannot be opened: close what else uses it, "
        "or choose another one that `edge-aac devices` lists.",
    )
    EARPIECE_BUSY = (
        "earpiece_busy",
        "The earpiece {name} cannot be opened: close the program that uses it, "
        "or choose another one that `edge-aac devices` lists.",
    )
    NO_LIBRARY = (
        "no_library",
        "The sound library PortAudio is missing; install it with: "
        "sudo apt-get install libportaudio2.",
    )
    NOT_STARTED = (
        "not_started",
        "The sound system cannot be started: restart the computer's sound service.",
    )
    SILENT = (
        "silent",
        "The sound system does not answer: restart the computer's sound service, then start "
        "edge-aac again.",
    )
    NO_FILES = (
        "no_files",
        "Too many files are open: allow more with `ulimit -n 4096`, then start edge-aac again.",
    )
    NO_MEMORY = (
        "no_memory",
        "There is no memory left: end other programs, then start edge-aac again.",
    )
    STILL_IN_USE = (
        "still_in_use",
        "A microphone of this process is still in use or hangs: unplug it, or start edge-aac "
        "again.",
    )
    OTHER_OUTPUT = "other_output", "{text}"
    """What has no reason of its own; its text is English."""

    # Words that are no command.
    ALL = "all", "There are: {verbs}."
    NEAREST = "nearest", "Did you mean {near}?"
    TOO_LONG = "too_long", "That is too long for a command. {hint}"
    NO_COMMAND = "no_command", "That is no command. {hint}"
    UNKNOWN_COMMAND = "unknown_command", "There is no command {word}. {hint}"
    TAKES_LENGTH = "takes_length", "{verb} takes one length of time."
    TAKES_NOTHING = "takes_nothing", "{verb} takes nothing after it."
    NO_LENGTH = (
        "no_length",
        "{text} is no length of time for quiet: give seconds, minutes or hours as in 90s, 30m or "
        "2h, at most 12h.",
    )

    # The socket for commands, and asking there.
    CONTROL_OFF = (
        "control_off",
        "The settings turn control off. Name the listener's socket with --control-socket.",
    )
    NOBODY_LISTENS = (
        "nobody_listens",
        "No edge-aac is listening here: start it with edge-aac listen.",
    )
    LISTENER_OF_OTHERS = (
        "listener_of_others",
        "The listener at {path} was started by another user, so edge-aac ctl does not ask it. "
        "Name your own with --control-socket.",
    )
    NO_ANSWER = "no_answer", "The listener at {path} gave no answer. Try again."
    NOT_ASKED = (
        "not_asked",
        "The listener at {path} cannot be asked ({reason}). {advice}",
    )
    ASK_AS_USER = "ask_as_user", "Ask as the user who started it."
    NAME_ANOTHER = "name_another", "Name another with --control-socket."
    FOLDER_NOT_MADE = (
        "folder_not_made",
        "The folder {path} cannot be made ({reason}), so edge-aac ctl has no socket. "
        "Name one with --control-socket.",
    )
    FOLDER_NOT_PRIVATE = (
        "folder_not_private",
        "The folder {path} is not yours alone, so edge-aac ctl does not use it. "
        "Remove it, or name a socket with --control-socket.",
    )
    SOCKET_NOT_MADE = (
        "socket_not_made",
        "The socket {path} cannot be made ({reason}), so edge-aac ctl does not reach this "
        "listener. Name another with --control-socket.",
    )
    SOCKET_UNUSABLE = (
        "socket_unusable",
        "The socket {path} cannot be used ({reason}). Name another with --control-socket.",
    )
    SOCKET_TAKEN = (
        "socket_taken",
        "Another edge-aac already takes commands at {path}, so this one takes none. "
        "Give it a socket of its own with --control-socket to command it, too.",
    )
    SIGNALS_NOT_PLAYED = (
        "signals_not_played",
        "The signals cannot be played; use --no-speech to read them.",
    )

    # What the system answers.
    NO_PERMISSION = "no_permission", "permission denied"
    NOT_PERMITTED = "not_permitted", "operation not permitted"
    NO_SUCH_FILE = "no_such_file", "no such file or directory"
    NO_FOLDER = "no_folder", "not a directory"
    READ_ONLY = "read_only", "read-only file system"
    NO_SPACE = "no_space", "no space left on device"
    NAME_TOO_LONG = "name_too_long", "file name too long"
    LIES_THERE = "lies_there", "something else lies there"
    FOLDER_UNKNOWN = "folder_unknown", "its folder is not known"
    PATH_TOO_LONG = "path_too_long", "its path has more than {count} bytes"
    SYSTEM = "system", "{text}"
    """Any other; its text is English, its number is not."""

    # Sound that is no microphone's.
    THE_MICROPHONE = "the_microphone", "The microphone {name}"
    STANDARD_INPUT = "standard_input", "Standard input"
    THE_DEMONSTRATION = "the_demonstration", "The demonstration"
    PIPE_SOUND = (
        "pipe_sound",
        "pipe raw sound into it, for example arecord -t raw -f S16_LE -r 16000 -c 1",
    )
    NO_STDIN = "no_stdin", "There is no standard input: {how}."
    STDIN_KEYBOARD = "stdin_keyboard", "Standard input is the keyboard: {how}."
    STDIN_UNREAD = "stdin_unread", "Standard input cannot be read: {how}."
    STDIN_FILE = (
        "stdin_file",
        "Standard input holds a {kind} file, not raw sound: give the file's name to --input.",
    )
    ONE_CHANNEL = (
        "one_channel",
        "{name} has one channel, so there is no channel {channel}: leave --channel out.",
    )
    NO_CHANNEL = (
        "no_channel",
        "{name} has {count} channels, so there is no channel {channel}: "
        "give --channel 1 to {count}, or leave it out.",
    )
    FILE_MISSING = "file_missing", "{path} does not exist: check the name."
    FILE_FOLDER = "file_folder", "{path} is a folder: name a sound file in it."
    FILE_SPECIAL = (
        "file_special",
        "{path} is no regular file: give a wav, flac, ogg or mp3 file.",
    )
    FILE_CLOSED = "file_closed", "{path} may not be read by you: allow it with chmod."
    FILE_UNREAD = (
        "file_unread",
        "{path} cannot be read as sound: give a wav, flac, ogg or mp3 file.",
    )
    FILE_DAMAGED = (
        "file_damaged",
        "{path} is damaged after {seconds} s: record or copy it again.",
    )
    FILE_EMPTY = "file_empty", "{path} holds no sound: record it again."
    FFMPEG_MISSING = (
        "ffmpeg_missing",
        "{path} is {kind}, which needs ffmpeg: install it with sudo apt-get install ffmpeg, "
        "or convert the file on another computer with {command}.",
    )
    FFMPEG_FINDS_NONE = (
        "ffmpeg_finds_none",
        "{path} is {kind} in which ffmpeg finds no sound: record or copy it again.",
    )
    FFMPEG_HANGS = (
        "ffmpeg_hangs",
        "ffmpeg hangs while it reads {path}: convert the file with {command}.",
    )
    NO_SNDFILE = (
        "no_sndfile",
        "The library that reads sound files is missing; install it with: "
        "sudo apt-get install libsndfile1.",
    )

    # Buttons.
    NO_EVDEV = (
        "no_evdev",
        "Buttons of a headset need one more package: pip install 'edge-aac[buttons]'.",
    )
    NO_GPIOZERO = (
        "no_gpiozero",
        "Buttons on pins need one more package: pip install 'edge-aac[gpio]'.",
    )
    UNKNOWN_BUTTON = (
        "unknown_button",
        "There is no button {name}: name it as Linux does, as in playpause, nextsong or volumeup.",
    )
    NO_PIN = (
        "no_pin",
        "The button on pin {pin} cannot be used ({reason}). Correct gpio_buttons; edge-aac must "
        "run on a board that has such pins.",
    )
    NO_HEADSET = (
        "no_headset",
        "No input device with a play button can be read, so its buttons do nothing until it is "
        "there. Switch it on, and see that you are in the group input.",
    )
    UNKNOWN_HEADSET = (
        "unknown_headset",
        "No input device called {name} can be read, so its buttons do nothing until it is there. "
        "Switch it on, and see that you are in the group input.",
    )

    # The model.
    NO_MODEL_THERE = (
        "no_model_there",
        "There is no model in {path}{reason}: name the folder that holds its {file}, "
        "or leave --model out.",
    )
    UNREADABLE = "unreadable", " that can be read ({reason})"
    NO_MODEL = (
        "no_model",
        "No model is installed: install edge-aac again, or name another model's folder with "
        "--model.",
    )
    MODEL_DAMAGED = (
        "model_damaged",
        "The model in {path} is damaged ({what}): install edge-aac again, or name another "
        "model's folder with --model.",
    )
    MODEL_LACKS = (
        "model_lacks",
        "The model in {path} has no file {file}: install edge-aac again, or name another "
        "model's folder with --model.",
    )
