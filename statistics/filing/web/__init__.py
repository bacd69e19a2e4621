"""Filing in the browser: one handler, and a page for each step."""
