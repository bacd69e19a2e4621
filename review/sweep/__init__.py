"""The deadline sweep: what moves lapsed cases, its log, its page, its alarm."""
