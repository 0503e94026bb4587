"""Pictures and sound in and out: probing, decoding, encoding, sequences, colour, timecode.

`uprez.media.probe.probe` describes a clip and `uprez.media.reader.open_clip` reads it.
"""
