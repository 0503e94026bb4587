"""Turns a job into pictures: plan, run, resume; the command line."""
