"""丝路科学城规划图集: the Silk Road Science City planning atlas."""

__version__ = "0.1.0"
