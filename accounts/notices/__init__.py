"""Notices: what a person is told in the portal, by letter and by SMS."""
