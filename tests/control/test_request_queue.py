"""Commands wait for the loop, a few at a time, and each is answered once."""

from __future__ import annotations

from edge_aac.control.command import Command
from edge_aac.control.request_queue import MOST, Answer, Request, RequestQueue
from edge_aac.types import Verb
from tests.crew import Crew
from tests.waiting import PATIENCE, blocked, until

NOW = Command(Verb.NOW)


def test_requests_are_taken_oldest_first_and_once() -> None:
    inbox, first, second = RequestQueue(), Request(NOW), Request(Command(Verb.WHY))
    inbox.put(first)
    inbox.put(second)
    assert inbox.take() == [first, second]
    assert inbox.take() == []


def test_too_many_are_answered_at_once() -> None:
    inbox = RequestQueue()
    requests = [Request(NOW) for _ in range(MOST + 1)]
    for request in requests:
        inbox.put(request)
    assert inbox.take() == requests[:MOST]
    assert requests[-1].wait(0.0) == Answer("Too many commands are waiting. Try again.", done=False)


def test_only_the_first_answer_counts() -> None:
    request = Request(NOW)
    request.answer(Answer("One."))
    request.answer(Answer("Two."))
    assert request.wait(0.0) == Answer("One.")


def test_who_has_given_up_waiting_is_not_served_later() -> None:
    inbox, request = RequestQueue(), Request(NOW)
    inbox.put(request)
    assert request.wait(0.0) is None
    assert inbox.take() == []


def test_an_answer_wakes_who_waits_on_another_thread(crew: Crew) -> None:
    request = Request(NOW)
    waiting = crew.start(request.wait, PATIENCE)
    until(lambda: blocked(crew.thread(waiting)), "one that waits")
    request.answer(Answer("Rain."))
    assert waiting.result(PATIENCE) == Answer("Rain.")


def test_what_still_waits_at_the_end_is_answered() -> None:
    inbox, waiting, late = RequestQueue(), Request(NOW), Request(NOW)
    inbox.put(waiting)
    inbox.close()
    inbox.put(late)
    stopping = Answer("The listener is stopping.", done=False)
    assert waiting.wait(0.0) == late.wait(0.0) == stopping


def test_a_key_is_answered_aloud_and_a_program_in_writing() -> None:
    inbox = RequestQueue()
    inbox.ask(NOW)
    inbox.put(Request(NOW))
    assert [one.aloud for one in inbox.take()] == [True, False]


def test_no_command_is_lost_between_threads(crew: Crew) -> None:
    inbox, seen = RequestQueue(most=10_000), []
    writers = [
        crew.start(lambda: [inbox.put(Request(NOW)) for _ in range(1_000)]) for _ in range(4)
    ]
    while not all(writer.done() for writer in writers):
        seen += inbox.take()
    seen += inbox.take()
    assert len(seen) == len(set(map(id, seen))) == 4_000
