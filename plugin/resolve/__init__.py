"""DaVinci Resolve: clips of a timeline go to uprez, and come back as takes. Started from its Scripts menu, or from outside."""
