"""Take back the last thing that was done, or the one a button names; what one message did is taken back together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers import open_question
from bot.handlers.choose import remember_it
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, restores
from bot.views.changes import Said, several_said
from bot.views.events import undone
from bot.views.failures import refusal
from bot.views.reply import Reply, lines
from bot.views.wording import Markup
from calendar_core.errors import CalendarError, ChangedMeanwhile, NotFound
from calendar_core.service import Outcome, State, is_booking

_LIFE = 3600  # seconds in which the same message, delivered again, means the same things


async def undo(request: Request) -> Reply | Sequence[Reply]:
    """A second tap says the same once more; a second /undo takes back what came before."""
    words = request.words
    if request.tap is not None and not all(request.tap.split(",")):
        # A button without its key is none of ours: it must not take back whatever came last.
        return Reply(words("nothing_to_undo"), toast=words("nothing_to_undo"))
    if request.tap is None and restores(request.text) and (kept := await _kept_after_all(request)) is not None:
        return kept
    keys = request.tap.split(",") if request.tap else await _latest(request)
    if request.tap is None and restores(request.text) and (not keys or any(map(is_booking, keys))):
        return Reply(words("nothing_to_restore"))
    if len(keys) > 1:
        return await _several(request, keys)
    try:
        outcome = await request.calendar.undo(keys[0], chat_id=request.chat_id) if keys else None
    except ChangedMeanwhile:
        return Reply(words("changed_meanwhile"))
    except NotFound:
        return Reply(words("already_gone"))
    if outcome is None and request.tap is None:
        return Reply(words("nothing_more_to_undo"))
    if outcome is None:
        return Reply(words("nothing_to_undo"), toast=words("nothing_to_undo"))
    await remember_it(request, None if outcome.gone else outcome.event)
    answer = undone(outcome, words, request.zone, request.now)
    return Reply(answer.text, answer.buttons, replaces=request.tap is not None)


async def _kept_after_all(request: Request) -> Reply | Sequence[Reply] | None:
    """ "Don't cancel", while it is still asked whether to: that is a no. None where nothing is asked."""
    question = await open_question.open_question(request)
    return await open_question.press(request, question.no) if question is not None and question.no else None


async def _latest(request: Request) -> Sequence[str]:
    """What was done last, when this message was first seen: delivered again, it must not take back one thing more."""
    keys = ",".join(await request.calendar.done_last(request.chat_id)).encode()
    # Where the store cannot keep that, nothing is taken back: after a kill it would be another thing.
    keys = await request.tools.conversation.keep_first_note(request.chat_id, f"undo:{request.message_id}", keys, _LIFE)
    return [key for key in keys.decode().split(",") if key]


async def _several(request: Request, keys: Sequence[str]) -> Reply:
    words = request.words
    said: list[Said] = []
    failed = Markup("")
    for key in reversed(keys):
        try:
            outcome = await request.calendar.undo(key, chat_id=request.chat_id)
        except (ChangedMeanwhile, NotFound) as error:
            failed = words("changed_meanwhile" if isinstance(error, ChangedMeanwhile) else "already_gone")
        except CalendarError as error:
            failed = refusal(error, words)
        else:
            if outcome is not None:
                said.append(_said(outcome))
    await remember_it(request, None)
    if not said:
        nothing = failed or words("nothing_to_undo")
        return Reply(nothing, toast=nothing if request.tap else "")
    answer = several_said(said[::-1], words("undone_several", n=len(said)), words, request.zone, request.now)
    return Reply(lines(answer.text, failed), replaces=request.tap is not None)


def _said(outcome: Outcome) -> Said:
    if outcome.state is State.KEPT:
        return Said(outcome.event, "kept")
    return Said(outcome.event, "removed" if outcome.gone else "back")


HANDLER = Handler(undo, commands=("undo",), intents=(Intent.UNDO,), taps=("undo",), place=60, listed=("undo",))
