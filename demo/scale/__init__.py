"""The loader of a whole country's rows: for the bench, for tests of size, behind the demonstration.

A load has the skew that decides what may be published. Where: Tehran a fifth of all units, every
province its own trades, nearly half of a province in its capital. What: of a division's products a
few are made by many, the others by one or two in a whole province. Who: an eighth of the holders
have two to eight units. How much: so much for each worker, with a heavy tail in the number of
workers and in what one of them makes. `skew` holds the numbers; tests/demo/scale/test_skew.py holds
what comes of them.
"""
