"""The Blender extension: strips of the video sequencer go to uprez, and come back upscaled in their own place."""
