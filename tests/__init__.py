"""The tests mirror the apps; they run under the test profile, whoever starts them."""

import os
import sys

os.environ["PORTAL_PROFILE"] = "test"
# Where none is kept, each process of each run writes the asserts of all tests anew: 8 s of 13.
sys.dont_write_bytecode = False
