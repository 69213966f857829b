"""Conversations that the server remembers, as the Responses API has them.

Only clients of that API know an earlier answer by its id; what they get is the same whatever
upstream answers. All of it is about JSON documents in that one dialect: nothing here stores
anything, or enters the hub.
"""
