"""Upscaling what an edit shows: media opened for the timeline part, jobs of pulls, takes of finished jobs."""
