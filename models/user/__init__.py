"""Upscalers that the user owns, recognised by what their files contain."""
