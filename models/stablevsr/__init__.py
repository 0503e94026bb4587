"""StableVSR (Rota, Buzzelli, van de Weijer, ECCV 2024, arXiv 2311.15908): a latent upscaler with temporal texture guidance."""
