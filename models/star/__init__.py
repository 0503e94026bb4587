"""STAR (Xie et al., 2025, arXiv 2501.02976): a text-to-video diffusion model, told the footage by a ControlNet, for real-world clips."""
