"""Training UniMMVSR (Du et al., 2025, arXiv 2510.08143, section 4 and appendix A)."""
