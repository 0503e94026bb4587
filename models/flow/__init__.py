"""Optical flow: where each pixel of one frame lies in another."""

PUBLISHED_RAFT = "raft_large_C_T_SKHT_V2-ff5fadd5.pth"
"""torchvision's file of `raft_large`, its default and StableVSR's; the name ends in the first digits of its SHA-256."""
