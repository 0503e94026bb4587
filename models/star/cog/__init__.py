"""STAR on CogVideoX-5B (Xie et al., 2025, arXiv 2501.02976, section 4): a video transformer that sees the footage's latents as channels."""
