"""The OpenFX bridge: the plugin that hosts load, and the process that serves it."""
