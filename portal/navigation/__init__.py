"""Where each person begins, and what frames each page: the menu of their role, and the bell."""
