"""UniMMVSR (Du et al., 2025, arXiv 2510.08143): one video transformer for text, reference images and a reference video."""
