"""Exact conversion between video frames and float pictures; see `decoding` and `encoding`."""

from uprez.media.colour.coding import Siting
from uprez.media.colour.decoding import YuvDecoder
from uprez.media.colour.encoding import YuvEncoder, written_siting
from uprez.media.colour.siting import stated_siting

__all__ = ["Siting", "YuvDecoder", "YuvEncoder", "stated_siting", "written_siting"]
