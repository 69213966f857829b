"""OpenAI's Chat Completions, in both roles, and the many servers that speak it in their own ways.

`vocabulary` has the words; every other module translates one thing in one direction.
"""
