"""The demonstration: a small invented country, told through the same services as the real one."""
