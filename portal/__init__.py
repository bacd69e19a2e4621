"""The frame around every page, and the pages that gather from the apps below."""
