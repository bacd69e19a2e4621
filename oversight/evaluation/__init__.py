"""The offices' evaluation: counted from the log, ranked, published in editions."""
