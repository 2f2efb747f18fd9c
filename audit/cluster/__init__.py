"""A corpus, partition by partition, on many machines: two passes of work units over shared storage."""
