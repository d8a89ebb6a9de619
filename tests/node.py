"""The node that runs the tests of the scripts: the one that `tools/setup.py --dev` found."""

from tests.tools.test_bundle import loaded

NODE = loaded("setup_tool", "setup.py").node()
