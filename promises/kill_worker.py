"""`python -m promises.kill_worker DATABASE`: forks sweeps and kills each, hundreds in a minute.

Each line read is a task: the moment, the batch and after how many seconds the sweep is killed.
The answer is «killed», or «ended» when the sweep was faster. Started once, because starting Python
for each sweep would take most of the time.
"""

import os
import signal
import sys
import time
from datetime import datetime

import django
from django.conf import settings


def main() -> None:
    """Do the tasks of standard input until it is closed."""
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from review.sweep.engine import sweep

    for task in sys.stdin:
        now, batch, seconds = task.split()
        child = os.fork()
        if child == 0:
            try:
                sweep(datetime.fromisoformat(now), int(batch))
            finally:
                # Past every handler of an exit: this copy holds the files of its parent.
                os._exit(0)
        time.sleep(float(seconds))
        # Nobody has waited for it yet, so its number is still its own.
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended", flush=True)


if __name__ == "__main__":
    main()
