"""Nuke: Reads of a script go to uprez, and come back as Reads behind a Switch. For Nuke 14 and later, with a window."""
