"""覆盖: who is within reach of the nearest facility, and where are the gaps?"""

from atlas.interface.web.views.question import question_page
from atlas.questions.coverage import COVERAGE

question_page(COVERAGE)
