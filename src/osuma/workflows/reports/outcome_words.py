"""What may come of a call, in the words of who rang."""

from __future__ import annotations

from osuma.engine.errors import Words

#: What may come of a call, as the salesperson says it; `do_not_call` shuts the number for calls, not for messages.
OUTCOMES = {
    "talked": Words("Soitettu", "Talked"),
    "no_answer": Words("Ei vastannut", "No answer"),
    "meeting": Words("Tapaaminen", "Meeting"),
    "not_interested": Words("Ei kiinnosta", "Not interested"),
    "do_not_call": Words("Älä soita", "Do not call"),
}
