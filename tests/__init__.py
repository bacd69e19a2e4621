"""The tests mirror the apps; they run under the test profile, whoever starts them."""

import os

os.environ["PORTAL_PROFILE"] = "test"
