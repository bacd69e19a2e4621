"""Several months without activity, declared on one page, each filed for itself."""
