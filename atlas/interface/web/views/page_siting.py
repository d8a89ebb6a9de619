"""选址: where could the next one go, by which criteria, clear of what, and why there?"""

from atlas.interface.web.answers.explanation import reason_choice
from atlas.interface.web.answers.scenarios import scenarios_panel
from atlas.interface.web.forms.presets import preset_choice
from atlas.interface.web.session.session import ask
from atlas.interface.web.views.question import question_of, run_button
from atlas.questions.siting import SITING


def _page() -> None:
    preset_choice()
    question = question_of(SITING)
    if run_button(SITING) and question is not None:
        ask(question)
    reason_choice()
    scenarios_panel("siting")


_page()
