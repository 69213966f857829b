"""How many tokens a request will cost, estimated without asking anybody.

No vendor's tables are here: they are not published for all models, and large where they are. A text
is counted by the pieces that every byte-pair vocabulary splits it into; what is left of an error is
taken out by the usage that the upstream returned for earlier requests (`calibration`).
"""
