"""The public promises, each shown with its figure: `make promise`."""
