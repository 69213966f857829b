"""Structured output: how it is asked for, and how the answer is read and checked."""
