"""Kdenlive: clips of its bin go to uprez by the clip jobs of its menu, and come back as clips of the bin. For Kdenlive 24.12 and later."""
