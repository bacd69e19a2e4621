"""The deadline sweep made visible: its log, its page, its alarm."""
