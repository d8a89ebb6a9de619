"""
The hand-over map: one file that shows a map wherever there is a browser, now and much later.

A planner saves it and mails it. It opens by a double click, without a network and without the
atlas: data, scripts and style are in it, nothing in it names another machine, and its policy
lets the browser load nothing. It shows what the map showed, with the legend open, and the reader
switches layers, language and cards. It is a copy of a day: it does not follow the data, and a
file that was mailed cannot be called back.
"""

from atlas.output.standalone_map.contents import Handover, View, view_of
from atlas.output.standalone_map.page import handover_page

__all__ = ["Handover", "View", "handover_page", "view_of"]
