"""One unit as an office and its own people see it, gathered from all apps below."""
