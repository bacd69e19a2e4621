"""Codes by SMS: asked for, made and sent by the worker, typed once."""
