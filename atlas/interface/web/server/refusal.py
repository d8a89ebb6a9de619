"""An error as an HTTP answer: its key, and what happened in the reader's words."""

import json

from starlette.requests import Request
from starlette.responses import Response

from atlas.domain.messages import Language
from atlas.errors import AtlasError
from atlas.interface.outcomes import HTTP_STATUS, describe


def refusal(error: AtlasError, request: Request, *, status: int | None = None) -> Response:
    """
    Return an error as JSON, in Chinese unless `?lang=en` asks otherwise.

    Parameters
    ----------
    error
        What went wrong.
    request
        Whose query names the language.
    status
        Where the door means another than the error's own.
    """
    lang: Language = "en" if request.query_params.get("lang") == "en" else "zh"
    body = json.dumps({"error": error.key, "detail": describe(error, lang)}, ensure_ascii=False)
    return Response(
        body,
        status_code=status or HTTP_STATUS.get(type(error), 500),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
