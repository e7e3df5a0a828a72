"""The other sides: each plays `bench.conversation` as its own documentation recommends.

They run in an environment of their own and import nothing of Sidelight's.
"""
