"""What an upstream lacks, made from what it has.

Each module is both sides of one emulation: what a request asks for instead, and what its answer is
turned into. `fit` and the exchange call them.
"""
