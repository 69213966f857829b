"""The neutral middle: what a request, an answer and a stream *mean*, in no vendor's words.

One decoder and one encoder per dialect meet here. A field belongs in the hub if, and only if, at
least two dialects can say it; everything else travels as `extras` or is reported as a loss.
"""
