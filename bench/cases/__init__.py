"""One module for each subject; `measure()` returns its rows."""
