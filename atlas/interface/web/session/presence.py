"""Whether a visitor is still there: work that nobody waits for any more is ended."""

from collections.abc import Callable

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


def presence() -> Callable[[], bool] | None:
    """
    Return a function that says from any thread whether the page that runs now is still open.

    A page that is loaded anew, or whose connection was lost, is another one or none for a while.
    None where no page runs.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return None
    server, session = runtime.get_instance(), context.session_id

    def is_here() -> bool:
        return server.is_active_session(session)

    return is_here
