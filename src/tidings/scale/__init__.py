"""Coding too much for one process or one machine: work is cut into shards, each coded by one pure function.

A plan lists the shards of an input; `code_shard` codes one of them; executors run it for all of them; the
shards become a record, or are linked as they are.
"""
